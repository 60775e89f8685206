"""Reads of packs and documents, always in batches, and who may see them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Integer,
    ScalarSelect,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.states import BEFORE_CONFIRMATION
from domain.docs.model import Document, Pack, SignEvent
from domain.docs.states import LIVE
from domain.ids import DocId, PackId
from persistence.docs import rows
from persistence.read.docs import before_confirmation, can_sign, sees_pack
from persistence.tables.bookings import booking_leg
from persistence.tables.docs import doc_instance, doc_pack, doc_sign_event, doc_signer, doc_template

PACKS: Final = select(doc_pack).order_by(doc_pack.c.created_at, doc_pack.c.pack_id)
PACK: Final = PACKS.where(doc_pack.c.pack_id == bindparam("pack_id"))
LIVE_PACKS: Final = PACKS.where(
    doc_pack.c.leg_id == any_(bindparam("leg_ids", type_=ARRAY(Text))),
    doc_pack.c.status.in_([status.value for status in LIVE]),
)
NOT_CONFIRMED = booking_leg.c.status.in_([status.value for status in BEFORE_CONFIRMATION])
_PERSON: Final = bindparam("person", type_=Text)
_MINE: Final = sees_pack(doc_pack.c, _PERSON)
MY_PACK: Final = PACK.where(_MINE)
SEES: Final = select(doc_pack.c.pack_id).where(
    doc_pack.c.pack_id == bindparam("pack_id"), doc_pack.c.lbg_id == bindparam("lbg_id"), _MINE
)
MY_PACKS: Final = PACKS.where(doc_pack.c.lbg_id == bindparam("lbg_id"), _MINE)


async def packs(
    connection: AsyncConnection, query: Select[Any], named: Mapping[str, Any] | None = None
) -> list[Pack]:
    """Oldest first, whole: two statements, however many. `query` is made from PACKS."""
    found = list((await connection.execute(query, named)).mappings())
    inside: dict[PackId, list[Document]] = defaultdict(list)
    for document in await _documents_in(connection, [row["pack_id"] for row in found]):
        inside[document.pack_id].append(document)
    return [rows.pack_of(row, inside[row["pack_id"]]) for row in found]


async def documents(
    connection: AsyncConnection, query: Select[Any], named: Mapping[str, Any]
) -> list[Document]:
    """With their signers: one statement, however many. `query` is DOCUMENT or TO_SIGN."""
    return [rows.document_of(row) for row in (await connection.execute(query, named)).mappings()]


async def events(connection: AsyncConnection, doc_ids: Collection[DocId]) -> dict[DocId, list[SignEvent]]:
    found: dict[DocId, list[SignEvent]] = defaultdict(list)
    for row in (await connection.execute(_EVENTS, {"doc_ids": list(doc_ids)})).mappings():
        found[row["doc_id"]].append(rows.event_of(row))
    return dict(found)


def _signers() -> ScalarSelect[Any]:
    """All signers of a document as one JSON array, by role."""
    pairs = [part for name in rows.SIGNER for part in (name, doc_signer.c[name])]
    signer = func.jsonb_build_object(*pairs)
    signers = func.jsonb_agg(aggregate_order_by(signer, doc_signer.c.role), type_=JSONB)
    return select(signers).where(doc_signer.c.doc_id == doc_instance.c.doc_id).scalar_subquery()


_DOCUMENTS: Final[Select[Any]] = select(
    doc_instance,
    doc_pack.c.lbg_id,
    doc_template.c.name.label("template_name"),
    doc_template.c.version.label("template_version"),
    _signers().label("signers"),
).select_from(doc_instance.join(doc_pack).join(doc_template))

DOCUMENT: Final = _DOCUMENTS.where(doc_instance.c.doc_id == bindparam("doc_id"))
# Documents this person can sign now, of bookings that are not past signing, oldest first.
TO_SIGN: Final = (
    _DOCUMENTS.where(can_sign(doc_instance.c, _PERSON) & before_confirmation(doc_pack.c))
    .order_by(doc_instance.c.created_at, doc_instance.c.pack_id, doc_instance.c.position)
    .limit(bindparam("most", type_=Integer))
)
_EVENTS: Final = (
    select(doc_sign_event)
    .where(doc_sign_event.c.doc_id == any_(bindparam("doc_ids", type_=ARRAY(Text))))
    .order_by(doc_sign_event.c.created_at, doc_sign_event.c.sign_event_id)
)
_INSIDE: Final = _DOCUMENTS.where(
    doc_instance.c.pack_id == any_(bindparam("pack_ids", type_=ARRAY(Text)))
).order_by(doc_instance.c.pack_id, doc_instance.c.position)


async def _documents_in(connection: AsyncConnection, pack_ids: Collection[PackId]) -> list[Document]:
    found = await connection.execute(_INSIDE, {"pack_ids": list(pack_ids)})
    return [rows.document_of(row) for row in found.mappings()]
