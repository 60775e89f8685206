"""Keeping and finding wording, packs and evidence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.docs.clauses import Clause, Template
from domain.docs.model import Document, Pack, SignEvent
from domain.errors import Conflict, DomainError
from domain.ids import DocId, LbgId, LegId, PackId, StudioId, UserId
from persistence.docs import reading, rows
from persistence.tables.bookings import booking_leg
from persistence.tables.docs import (
    doc_clause,
    doc_instance,
    doc_pack,
    doc_sign_event,
    doc_signer,
    doc_template,
)
from persistence.violations import refused_as

_RIVALS: Final[Mapping[str, DomainError]] = {
    "uq_doc_pack_live": Conflict(
        "CONFLICT",
        "The documents of this leg have just been issued by somebody else.",
        hint="Read the booking again.",
    )
}


# What signing, and the end of it, changes.
_SAVE: Final = text(
    """
    with documents as (
        update doc_instance set envelope_status = given.status
        from jsonb_to_recordset(:documents) as given (doc_id text, status text)
        where doc_instance.doc_id = given.doc_id
    ), signers as (
        update doc_signer set status = given.status, signed_at = given.signed_at
        from jsonb_to_recordset(:signers) as
            given (doc_id text, role text, status text, signed_at timestamptz)
        where doc_signer.doc_id = given.doc_id and doc_signer.role = given.role
    )
    update doc_pack set status = :status, updated_at = :at where pack_id = :pack
    """
).bindparams(bindparam("documents", type_=JSONB), bindparam("signers", type_=JSONB))


class SqlDocs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def publish(self, clauses: Iterable[Clause], templates: Iterable[Template], at: datetime) -> None:
        clause_ids = {clause.key: clause.clause_id for clause in clauses}
        shelves = (
            (doc_clause, [rows.clause_row(clause, at) for clause in clauses]),
            (doc_template, [rows.template_row(template, clause_ids, at) for template in templates]),
        )
        for table, values in [shelf for shelf in shelves if shelf[1]]:
            await self._connection.execute(postgresql.insert(table).on_conflict_do_nothing(), values)

    async def wording(self) -> tuple[Sequence[Template], Sequence[Clause]]:
        found = await self._connection.execute(
            select(doc_clause).where(doc_clause.c.published_at.is_not(None), doc_clause.c.is_active)
        )
        clauses = [rows.clause_of(row) for row in found.mappings()]
        keys = {clause.clause_id: clause.key for clause in clauses}
        published = doc_template.c.published_at.is_not(None) & doc_template.c.is_active
        found = await self._connection.execute(select(doc_template).where(published))
        # A template with a clause that was taken out of use cannot be used either.
        usable = [row for row in found.mappings() if keys.keys() >= set(row["clause_ids"])]
        return [rows.template_of(row, keys) for row in usable], clauses

    async def add(self, pack: Pack) -> None:
        with refused_as(_RIVALS):
            await self._connection.execute(insert(doc_pack), rows.pack_row(pack))
        documents = [rows.document_row(document, at) for at, document in enumerate(pack.documents)]
        await self._connection.execute(insert(doc_instance), documents)
        await self._connection.execute(insert(doc_signer), _signers(pack))

    async def save(self, pack: Pack) -> None:
        statuses = {document.doc_id: document.envelope_status.value for document in pack.documents}
        values = {
            "pack": pack.pack_id,
            "status": pack.status.value,
            "at": pack.updated_at,
            "documents": [{"doc_id": doc_id, "status": status} for doc_id, status in statuses.items()],
            "signers": _signers(pack),
        }
        await self._connection.execute(_SAVE, values)

    async def set_sealed(self, doc_id: DocId, *, pdf_key: str, sha256: str) -> None:
        await self._connection.execute(
            update(doc_instance)
            .where(doc_instance.c.doc_id == doc_id)
            .values(signed_pdf_key=pdf_key, post_sign_sha256=sha256)
        )

    async def add_events(self, events: Sequence[SignEvent]) -> None:
        if events:
            await self._connection.execute(
                insert(doc_sign_event), [rows.event_row(event) for event in events]
            )

    async def pack(self, pack_id: PackId) -> Pack | None:
        found = await reading.packs(self._connection, reading.PACK, {"pack_id": pack_id})
        return found[0] if found else None

    async def sees_pack(self, user_id: UserId, pack_id: PackId, lbg_id: LbgId) -> bool:
        named = {"pack_id": pack_id, "lbg_id": lbg_id, "person": user_id}
        return await self._connection.scalar(reading.SEES, named) is not None

    async def pack_seen_by(self, user_id: UserId, pack_id: PackId) -> Pack | None:
        named = {"pack_id": pack_id, "person": user_id}
        found = await reading.packs(self._connection, reading.MY_PACK, named)
        return found[0] if found else None

    async def packs_seen_by(self, user_id: UserId, lbg_id: LbgId) -> Sequence[Pack]:
        named = {"lbg_id": lbg_id, "person": user_id}
        return await reading.packs(self._connection, reading.MY_PACKS, named)

    async def document(self, doc_id: DocId) -> Document | None:
        found = await reading.documents(self._connection, reading.DOCUMENT, {"doc_id": doc_id})
        return found[0] if found else None

    async def waiting_for(self, user_id: UserId, *, most: int) -> Sequence[Document]:
        named = {"person": user_id, "most": most}
        return await reading.documents(self._connection, reading.TO_SIGN, named)

    async def live_packs(self, leg_ids: Collection[LegId]) -> Mapping[LegId, Pack]:
        found = await reading.packs(self._connection, reading.LIVE_PACKS, {"leg_ids": list(leg_ids)})
        return {pack.leg_id: pack for pack in found}

    async def events(self, doc_ids: Collection[DocId]) -> Mapping[DocId, list[SignEvent]]:
        return await reading.events(self._connection, doc_ids)

    async def open_bookings_of(self, studio_id: StudioId) -> Sequence[LbgId]:
        query = (
            select(booking_leg.c.lbg_id)
            .where(booking_leg.c.studio_id == studio_id, reading.NOT_CONFIRMED)
            .order_by(booking_leg.c.lbg_id)
        )
        return [LbgId(lbg_id) for lbg_id in await self._connection.scalars(query)]


def _signers(pack: Pack) -> list[dict[str, object]]:
    return [
        rows.signer_row(document.doc_id, signer) for document in pack.documents for signer in document.signers
    ]
