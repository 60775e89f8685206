"""What stands in front of writing first: blocks, filters, credits; and the brief brought along."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, and_, exists, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import ThreadId, UserId
from domain.threads.briefs import Brief, BriefDraft
from domain.threads.limits import Credits
from domain.threads.policy import ContactFilters
from domain.threads.states import RequestStatus
from persistence.tables.threads import (
    brief,
    contact_filter,
    message_credit,
    message_gate,
    thread,
    user_block,
)
from persistence.threads.rows import pair_of


class ContactRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def acquainted(self, one: UserId, other: UserId) -> bool:
        accepted = exists().where(
            message_gate.c.thread_id == thread.c.thread_id,
            message_gate.c.status == RequestStatus.ACCEPTED.value,
        )
        known = exists().where(
            thread.c.pair == pair_of([one, other]), or_(thread.c.lbg_id.is_not(None), accepted)
        )
        return bool(await self._connection.scalar(select(known)))

    async def blocked(self, one: UserId, others: Sequence[UserId]) -> bool:
        either_way = or_(
            and_(user_block.c.blocker_id == one, user_block.c.blocked_id.in_(others)),
            and_(user_block.c.blocked_id == one, user_block.c.blocker_id.in_(others)),
        )
        return bool(await self._connection.scalar(select(exists().where(either_way))))

    async def filters(self, user_id: UserId) -> ContactFilters:
        row = (
            await self._connection.execute(select(contact_filter).where(contact_filter.c.user_id == user_id))
        ).first()
        if row is None:
            return ContactFilters()
        return ContactFilters(row.id_verified_only, row.budget_required, row.date_required)

    async def spend_credit(self, user_id: UserId, period: str, *, granted: int) -> Credits | None:
        row = upsert(message_credit).values(user_id=user_id, period=period, granted=granted, spent=1)
        # Two spenders of the last credit meet at this row; the second finds the condition false.
        left = message_credit.c.spent < message_credit.c.granted + message_credit.c.carryover
        kept = (
            await self._connection.execute(
                row.on_conflict_do_update(
                    index_elements=["user_id", "period"],
                    set_={"spent": message_credit.c.spent + 1},
                    where=left,
                ).returning(message_credit)
            )
        ).first()
        return None if kept is None else Credits(kept.period, kept.granted, kept.spent, kept.carryover)

    async def brief(self, thread_id: ThreadId) -> Brief | None:
        return (await self.briefs([thread_id])).get(thread_id)

    async def briefs(self, ids: Sequence[ThreadId]) -> Mapping[ThreadId, Brief]:
        rows = await self._connection.execute(select(brief).where(brief.c.thread_id.in_(ids)))
        return {row["thread_id"]: _brief(row) for row in rows.mappings()}

    async def save_brief(self, new: Brief) -> None:
        values = asdict(new.content) | {
            "style_references": list(new.content.style_references),
            "must_have_shots": list(new.content.must_have_shots),
            "version": new.version,
            "updated_by": new.updated_by,
            "updated_at": new.updated_at,
        }
        row = upsert(brief).values(thread_id=new.thread_id, **values)
        await self._connection.execute(row.on_conflict_do_update(index_elements=["thread_id"], set_=values))


def _brief(row: RowMapping) -> Brief:
    lists = {name: tuple(row[name]) for name in ("style_references", "must_have_shots")}
    content = BriefDraft(**{name: row[name] for name in BriefDraft.__dataclass_fields__} | lists)
    return Brief(ThreadId(row["thread_id"]), content, row["version"], row["updated_by"], row["updated_at"])
