"""Between rows and the values of the domain."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from domain.docs.clauses import Clause, ClauseKey, Gate, SignerRole, Template
from domain.docs.model import Document, Pack, Signer, SignEvent
from domain.docs.states import EnvelopeStatus, PackStatus, SignerStatus
from domain.docs.variables import Variable, VariableType
from domain.ids import DocId, EnvelopeId, LbgId, LegId, PackId, UserId

SHIPPED = "rastup"
"""Author of the wording that comes with the program."""
SIGNER = ("role", "user_id", "name", "status", "signed_at")


def clause_row(clause: Clause, at: datetime) -> dict[str, Any]:
    return {
        "clause_id": clause.clause_id,
        **asdict(clause.key),
        **_gate_row(clause.gate),
        "body_markdown": clause.body_markdown,
        "variables": {
            variable.name: {key: value for key, value in asdict(variable).items() if key != "name"}
            for variable in clause.variables
        },
        "created_by": SHIPPED,
        "created_at": at,
        "published_at": at,
    }


def clause_of(row: RowMapping) -> Clause:
    return Clause(
        clause_id=row["clause_id"],
        key=ClauseKey(row["name"], row["version"]),
        gate=_gate_of(row),
        body_markdown=row["body_markdown"],
        variables=tuple(_variable_of(name, spec) for name, spec in sorted(row["variables"].items())),
        published_at=row["published_at"],
    )


def template_row(template: Template, clause_ids: Mapping[ClauseKey, str], at: datetime) -> dict[str, Any]:
    return {
        "template_id": template.template_id,
        "name": template.name,
        "version": template.version,
        "locale": template.locale,
        **_gate_row(template.gate),
        "clause_ids": [clause_ids[key] for key in template.clause_keys],
        "layout": dict(template.layout),
        "signer_roles": [role.value for role in template.signer_roles],
        "created_by": SHIPPED,
        "created_at": at,
        "published_at": at,
    }


def template_of(row: RowMapping, keys: Mapping[str, ClauseKey]) -> Template:
    return Template(
        template_id=row["template_id"],
        name=row["name"],
        version=row["version"],
        locale=row["locale"],
        gate=_gate_of(row),
        clause_keys=tuple(keys[clause_id] for clause_id in row["clause_ids"]),
        signer_roles=tuple(SignerRole(role) for role in row["signer_roles"]),
        layout=row["layout"],
        published_at=row["published_at"],
    )


def pack_row(pack: Pack) -> dict[str, Any]:
    names = (
        "pack_id",
        "leg_id",
        "lbg_id",
        "city",
        "fingerprint",
        "generator_ver",
        "created_at",
        "updated_at",
    )
    return {name: getattr(pack, name) for name in names} | {"status": pack.status.value}


def pack_of(row: RowMapping, documents: Iterable[Document]) -> Pack:
    return Pack(
        pack_id=PackId(row["pack_id"]),
        leg_id=LegId(row["leg_id"]),
        lbg_id=LbgId(row["lbg_id"]),
        status=PackStatus(row["status"]),
        city=row["city"],
        fingerprint=row["fingerprint"],
        generator_ver=row["generator_ver"],
        documents=tuple(documents),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def document_row(document: Document, position: int) -> dict[str, Any]:
    names = ("doc_id", "pack_id", "template_id", "pdf_key", "pdf_sha256", "envelope_id")
    return {name: getattr(document, name) for name in names} | {
        "position": position,
        "variables_filled": dict(document.variables_filled),
        "envelope_status": document.envelope_status.value,
        "expires_at": document.expires_at,
        "created_at": document.created_at,
    }


def document_of(row: RowMapping) -> Document:
    return Document(
        doc_id=DocId(row["doc_id"]),
        pack_id=PackId(row["pack_id"]),
        lbg_id=LbgId(row["lbg_id"]),
        template_id=row["template_id"],
        template_name=row["template_name"],
        template_version=row["template_version"],
        variables_filled=row["variables_filled"],
        pdf_key=row["pdf_key"],
        pdf_sha256=row["pdf_sha256"],
        envelope_id=EnvelopeId(row["envelope_id"]),
        envelope_status=EnvelopeStatus(row["envelope_status"]),
        expires_at=row["expires_at"],
        signers=tuple(_signer_of(signer) for signer in row["signers"] or ()),
        created_at=row["created_at"],
        legal_hold=row["legal_hold"],
        signed_pdf_key=row["signed_pdf_key"],
        post_sign_sha256=row["post_sign_sha256"],
    )


def signer_row(doc_id: DocId, signer: Signer) -> dict[str, Any]:
    return {
        "doc_id": doc_id,
        "role": signer.role.value,
        "user_id": signer.user_id,
        "name": signer.name,
        "status": signer.status.value,
        "signed_at": signer.signed_at,
    }


def _signer_of(signer: Mapping[str, Any]) -> Signer:
    """From the JSON that comes with its document."""
    signed_at = signer["signed_at"]
    return Signer(
        role=SignerRole(signer["role"]),
        user_id=UserId(signer["user_id"]),
        name=signer["name"],
        status=SignerStatus(signer["status"]),
        signed_at=datetime.fromisoformat(signed_at) if signed_at else None,
    )


def event_row(event: SignEvent) -> dict[str, Any]:
    values = asdict(event)
    values["actor_user_id"] = values.pop("actor_id")
    return values | {"actor_role": event.actor_role.value}


def event_of(row: RowMapping) -> SignEvent:
    values = dict(row)
    actor = values.pop("actor_user_id")
    return SignEvent(**(values | {"actor_id": actor, "actor_role": SignerRole(row["actor_role"])}))


def _gate_row(gate: Gate) -> dict[str, Any]:
    return {"city_gate": list(gate.cities), "role_gate": list(gate.roles)}


def _gate_of(row: RowMapping) -> Gate:
    return Gate(tuple(row["city_gate"]), tuple(row["role_gate"]))


def _variable_of(name: str, spec: Mapping[str, Any]) -> Variable:
    return Variable(
        name=name,
        type=VariableType(spec["type"]),
        description=spec["description"],
        example=spec["example"],
        choices=tuple(spec["choices"]),
    )
