"""Writes the documents of a leg, up to the point where they only have to be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.docs.assembly import wordings_for
from domain.docs.binding import bind
from domain.docs.clauses import Clause, SignerRole, Template, Wording
from domain.docs.fingerprint import content_fingerprint
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.docs.model import Signer
from domain.docs.printing import BRAND, Sheet, SignatureLine, blocks_of, made_of
from domain.docs.signers import people_for
from domain.docs.terms import LegTerms, Party
from domain.docs.variables import clean
from domain.ids import DocId, EnvelopeId, PackId, Prefix
from domain.ports import UnitOfWork


@dataclass(frozen=True)
class DraftDocument:
    doc_id: DocId
    envelope_id: EnvelopeId
    template: Template
    words: Mapping[str, str]
    signers: tuple[Signer, ...]
    sheet: Sheet


@dataclass(frozen=True)
class Draft:
    """The documents of one leg as it stands at the moment: what will be printed, and who will sign."""

    pack_id: PackId
    terms: LegTerms
    fingerprint: str
    documents: tuple[DraftDocument, ...]


async def draft_of(uow: UnitOfWork, terms: LegTerms) -> Draft:
    """Raises DOC_TEMPLATE_GATED, DOC_VARS_MISSING or DOC_SIGNER_MISSING before anything is printed."""
    templates, clauses = await _published(uow)
    wordings = wordings_for(terms, templates, clauses)
    words = bind(wordings, terms)
    people = people_for([role for wording in wordings for role in wording.template.signer_roles], terms)
    return Draft(
        pack_id=PackId(uow.new_id(Prefix.PACK)),
        terms=terms,
        fingerprint=content_fingerprint(terms),
        documents=tuple(_document(uow, terms, wording, words, people) for wording in wordings),
    )


async def _published(uow: UnitOfWork) -> tuple[Sequence[Template], Sequence[Clause]]:
    """Published wording; what the program ships with is published the first time it is missed."""
    templates, clauses = await uow.docs.wording()
    if {clause.key for clause in shipped_clauses()} <= {clause.key for clause in clauses}:
        return templates, clauses
    await uow.docs.publish(shipped_clauses(), shipped_templates(), uow.now)
    return await uow.docs.wording()


def _document(
    uow: UnitOfWork,
    terms: LegTerms,
    wording: Wording,
    words: Mapping[str, str],
    everybody: Mapping[SignerRole, Party],
) -> DraftDocument:
    doc_id = DocId(uow.new_id(Prefix.DOC))
    people = {role: everybody[role] for role in wording.template.signer_roles}
    names = {role: _name(person) for role, person in people.items()}
    sheet = Sheet(
        brand=BRAND,
        title=str(wording.template.layout["title"]),
        reference=(
            f"Booking {terms.lbg_id}",
            f"Leg {terms.leg_id}",
            f"Document {doc_id}",
            made_of(wording)[0],
        ),
        made_of=made_of(wording),
        blocks=blocks_of(wording, words),
        signature_lines=tuple(SignatureLine(role.label, name) for role, name in names.items()),
        fingerprint=content_fingerprint(terms),
        generated_at=uow.now,
    )
    used = {variable.name: words[variable.name] for variable in wording.variables}
    envelope_id = EnvelopeId(uow.new_id(Prefix.ENVELOPE))
    signers = tuple(Signer(role, person.user_id, names[role]) for role, person in people.items())
    return DraftDocument(doc_id, envelope_id, wording.template, used, signers, sheet)


def _name(person: Party) -> str:
    return clean(person.legal_name or "")
