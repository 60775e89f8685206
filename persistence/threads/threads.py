"""Threads, who takes part in them, and how far each of them has read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import LbgId, ThreadId, UserId
from domain.threads.model import Delivery, Gate, Thread
from domain.threads.moderation import Record
from domain.threads.ports import InboxQuery, Place
from persistence.driver import Prepared
from persistence.tables.threads import message, message_gate, participant, thread, user_block
from persistence.threads.delivered import DELIVER
from persistence.threads.inbox import inbox_page
from persistence.threads.rows import (
    gate_values,
    pair_of,
    participant_values,
    thread_values,
    threads_of,
    whole_threads,
)

_BY_IDS = whole_threads().where(thread.c.thread_id == any_(bindparam("ids", type_=ARRAY(Text))))
_LOCK_PAIR = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
_LOCK_OF_BOOKING = (
    select(thread.c.thread_id)
    .where(thread.c.lbg_id == bindparam("lbg_id"))
    .order_by(thread.c.kind, thread.c.thread_id)
    .with_for_update()
)
_LOCK: Final = Prepared(text("select from thread where thread_id = :thread for update"))


def is_blocked(thread_id: ColumnElement[str], sender: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody else in the thread blocks the sender, or is blocked by them."""
    other = participant.alias()
    return exists().where(
        other.c.thread_id == thread_id,
        other.c.user_id != sender,
        or_(
            and_(user_block.c.blocker_id == sender, user_block.c.blocked_id == other.c.user_id),
            and_(user_block.c.blocked_id == sender, user_block.c.blocker_id == other.c.user_id),
        ),
    )


def _place_query() -> Select[Any]:
    """A thread as `whole_threads` has it, beside what decides whether somebody may write there."""
    sender = bindparam("sender", type_=Text, required=True)
    mine = (message.c.sender_id == sender, message.c.policy_hint.is_not(None))
    recent = message.c.created_at > bindparam("since", type_=DateTime(timezone=True), required=True)
    here = message.c.thread_id == bindparam("thread", type_=Text, required=True)
    repeated = exists().where(
        here,
        message.c.sender_id == sender,
        message.c.client_message_id == bindparam("client_id", type_=Text, required=True),
    )
    reminders = select(func.count()).select_from(message).where(*mine, recent)
    return (
        whole_threads()
        .add_columns(
            repeated.label("is_repeat"),
            is_blocked(bindparam("thread", type_=Text, required=True), sender).label("is_blocked"),
            reminders.where(here).scalar_subquery().label("here"),
            reminders.scalar_subquery().label("anywhere"),
        )
        .where(thread.c.thread_id == bindparam("thread", type_=Text, required=True))
    )


_PLACE: Final = Prepared(_place_query())


def _place_of(rows: Sequence[Mapping[str, Any]]) -> Place:
    if not rows:
        return Place(None, is_repeat=False, is_blocked=False, record=Record())
    first = rows[0]
    record = Record(here=first["here"], anywhere=first["anywhere"])
    [found] = threads_of(rows)
    return Place(found, first["is_repeat"], first["is_blocked"], record)


class ThreadRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def thread(self, thread_id: ThreadId) -> Thread | None:
        return (await self.threads([thread_id])).get(thread_id)

    async def holding(self, thread_id: ThreadId) -> Thread | None:
        await _LOCK.rows(self._connection, thread=thread_id)
        return await self.thread(thread_id)

    async def place_to_write(
        self, thread_id: ThreadId, sender: UserId, client_id: str | None, since: datetime
    ) -> Place:
        # Locked first: what is read in the same statement could be older than what it waited for.
        await _LOCK.rows(self._connection, thread=thread_id)
        rows = await _PLACE.rows(
            self._connection, thread=thread_id, sender=sender, client_id=client_id, since=since
        )
        return _place_of(rows)

    async def threads(self, ids: Sequence[ThreadId]) -> Mapping[ThreadId, Thread]:
        rows = await self._connection.execute(_BY_IDS, {"ids": list(ids)})
        return {one.id: one for one in threads_of(rows.mappings())}

    async def inbox(self, query: InboxQuery) -> list[Thread]:
        rows = await self._connection.execute(inbox_page(query))
        return threads_of(rows.mappings())

    async def unread_totals(self, people: Sequence[UserId]) -> Mapping[UserId, int]:
        rows = await self._connection.execute(
            select(participant.c.user_id, func.sum(participant.c.unread_count).label("total"))
            .where(participant.c.user_id.in_(people), participant.c.unread_count > 0)
            .group_by(participant.c.user_id)
        )
        return {row.user_id: int(row.total) for row in rows}

    async def open(self, new: Thread) -> None:
        await self._connection.execute(
            insert(thread).values(
                thread_id=new.id,
                opened_by=new.opened_by,
                pair=pair_of(one.user_id for one in new.participants),
                role_context=new.role_context,
                created_at=new.created_at,
                **thread_values(new),
            )
        )
        await self._connection.execute(
            insert(participant),
            [participant_values(one) | {"active_at": new.created_at} for one in new.participants],
        )
        if new.gate is not None:
            await self._open_gate(new.gate)

    async def _open_gate(self, gate: Gate) -> None:
        await self._connection.execute(
            insert(message_gate).values(
                gate_id=gate.id,
                thread_id=gate.thread_id,
                target_user_id=gate.target_user,
                **gate_values(gate),
            )
        )

    async def save(self, changed: Thread) -> None:
        await self._connection.execute(
            update(thread).where(thread.c.thread_id == changed.id).values(**thread_values(changed))
        )
        if changed.gate is not None:
            await self._connection.execute(
                update(message_gate)
                .where(message_gate.c.gate_id == changed.gate.id)
                .values(**gate_values(changed.gate))
            )

    async def between(self, one: UserId, other: UserId, role_context: str) -> Thread | None:
        pair = pair_of([one, other])
        # There may be no row to lock yet, so that two first contacts queue on the pair itself.
        await self._connection.execute(_LOCK_PAIR, {"name": f"thread:{pair}:{role_context}"})
        found = await self._connection.scalar(
            select(thread.c.thread_id).where(
                thread.c.pair == pair, thread.c.role_context == role_context, thread.c.lbg_id.is_(None)
            )
        )
        return None if found is None else await self.holding(ThreadId(found))

    async def of_booking(self, lbg_id: LbgId) -> list[Thread]:
        # BOOKING sorts before STUDIO: the talent's thread is the one to show first.
        locked = await self._connection.scalars(_LOCK_OF_BOOKING, {"lbg_id": lbg_id})
        ids = [ThreadId(found) for found in locked]
        whole = await self.threads(ids) if ids else {}
        return [whole[found] for found in ids]

    async def thread_of(self, lbg_id: LbgId) -> ThreadId | None:
        found = await self._connection.scalar(
            select(thread.c.thread_id)
            .where(thread.c.lbg_id == lbg_id)
            .order_by(thread.c.kind, thread.c.thread_id)
            .limit(1)
        )
        return None if found is None else ThreadId(found)

    async def mark_read(self, thread_id: ThreadId, user_id: UserId, seq: int, at: datetime) -> None:
        beyond = (
            select(func.count())
            .where(message.c.thread_id == thread_id, message.c.seq > seq, message.c.sender_id != user_id)
            .scalar_subquery()
        )
        await self._connection.execute(
            update(participant)
            .where(participant.c.thread_id == thread_id, participant.c.user_id == user_id)
            .values(
                last_read_seq=seq,
                last_read_at=at,
                delivered_seq=func.greatest(participant.c.delivered_seq, seq),
                unread_count=beyond,
            )
        )

    async def deliver(self, handed: Sequence[Delivery]) -> list[Delivery]:
        messages, people = [one.message_id for one in handed], [one.user_id for one in handed]
        moved = await DELIVER.rows(self._connection, messages=messages, people=people)
        return [Delivery(row["thread_id"], row["user_id"], row["message_id"]) for row in moved]

    async def mark_delivered(self, thread_id: ThreadId, user_id: UserId, seq: int) -> bool:
        moved = await self._connection.execute(
            update(participant)
            .where(
                participant.c.thread_id == thread_id,
                participant.c.user_id == user_id,
                participant.c.delivered_seq < seq,
            )
            .values(delivered_seq=seq)
        )
        return moved.rowcount == 1
