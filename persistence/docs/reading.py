"""Reads of packs and documents, always in batches, and who may see them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.states import BEFORE_CONFIRMATION
from domain.docs.model import Document, Pack, Signer, SignEvent
from domain.ids import DocId, PackId, UserId
from persistence.docs import rows
from persistence.read.docs import before_confirmation, can_sign, sees_pack
from persistence.tables.bookings import booking_leg
from persistence.tables.docs import doc_instance, doc_pack, doc_sign_event, doc_signer, doc_template

NOT_CONFIRMED = booking_leg.c.status.in_([status.value for status in BEFORE_CONFIRMATION])


def visible_to(person: UserId) -> ColumnElement[bool]:
    return sees_pack(doc_pack.c, person)


def waits_for(person: UserId) -> ColumnElement[bool]:
    """Documents this person can sign now, of bookings that are not past signing."""
    return can_sign(doc_instance.c, person) & before_confirmation(doc_pack.c)


async def packs(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Pack]:
    """Oldest first, whole: three statements, however many."""
    query = select(doc_pack).where(where).order_by(doc_pack.c.created_at, doc_pack.c.pack_id)
    found = list((await connection.execute(query)).mappings())
    inside: dict[PackId, list[Document]] = defaultdict(list)
    for document in await _documents_in(connection, [row["pack_id"] for row in found]):
        inside[document.pack_id].append(document)
    return [rows.pack_of(row, inside[row["pack_id"]]) for row in found]


async def documents(
    connection: AsyncConnection, where: ColumnElement[bool], *, most: int | None = None
) -> list[Document]:
    """Oldest first, with their signers: two statements, however many."""
    order = (doc_instance.c.created_at, doc_instance.c.pack_id, doc_instance.c.position)
    return await _with_signers(connection, _documents().where(where).order_by(*order).limit(most))


async def events(connection: AsyncConnection, doc_ids: Collection[DocId]) -> dict[DocId, list[SignEvent]]:
    query = (
        select(doc_sign_event)
        .where(doc_sign_event.c.doc_id.in_(doc_ids))
        .order_by(doc_sign_event.c.created_at, doc_sign_event.c.sign_event_id)
    )
    found: dict[DocId, list[SignEvent]] = defaultdict(list)
    for row in (await connection.execute(query)).mappings():
        found[row["doc_id"]].append(rows.event_of(row))
    return dict(found)


def _documents() -> Select[Any]:
    return select(
        doc_instance,
        doc_pack.c.lbg_id,
        doc_template.c.name.label("template_name"),
        doc_template.c.version.label("template_version"),
    ).select_from(doc_instance.join(doc_pack).join(doc_template))


async def _documents_in(connection: AsyncConnection, pack_ids: Collection[PackId]) -> list[Document]:
    inside = _documents().where(doc_instance.c.pack_id.in_(pack_ids))
    return await _with_signers(connection, inside.order_by(doc_instance.c.pack_id, doc_instance.c.position))


async def _with_signers(connection: AsyncConnection, query: Select[Any]) -> list[Document]:
    found = list((await connection.execute(query)).mappings())
    signing: dict[DocId, list[Signer]] = defaultdict(list)
    query = select(doc_signer).where(doc_signer.c.doc_id.in_([row["doc_id"] for row in found]))
    for row in (await connection.execute(query.order_by(doc_signer.c.doc_id, doc_signer.c.role))).mappings():
        signing[row["doc_id"]].append(rows.signer_of(row))
    return [rows.document_of(row, signing[row["doc_id"]]) for row in found]
