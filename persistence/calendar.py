"""Calendars in PostgreSQL: who holds which time of whom."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Text, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.holds import Hold, HoldStatus
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import LbgId, LegId
from persistence.tables.calendar import hold as hold_table
from persistence.violations import refused_as

_RIVALS = "ex_hold_rivals"
_ACTIVE = hold_table.c.status.in_([HoldStatus.HELD.value, HoldStatus.BOOKED.value])


_ADD = hold_table.insert()
_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))


class SqlCalendars:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        # A lock lasts as long as the transaction, so it is taken once.
        self._locked: set[str] = set()

    async def lock(self, resources: Collection[str]) -> None:
        # Two rows that exclude each other, inserted at the same moment, would each wait for the other and
        # one would die of a deadlock. Rivals queue here; then the constraint refuses all but the first.
        for resource in sorted(set(resources) - self._locked):
            await self._connection.execute(_LOCK, {"name": f"calendar:{resource}"})
            self._locked.add(resource)

    async def add(self, hold: Hold, refusal: Conflict) -> None:
        with refused_as({_RIVALS: refusal}):
            await self._connection.execute(_ADD, _row(hold))

    async def of_leg(self, leg_id: LegId) -> list[Hold]:
        query = select(hold_table).where(hold_table.c.leg_id == leg_id)
        rows = await self._connection.execute(query.order_by(hold_table.c.resource, hold_table.c.hold_id))
        return [_hold(row) for row in rows.mappings()]

    async def book(self, leg_id: LegId, refusal: Conflict) -> int:
        bookable = hold_table.c.status != HoldStatus.RELEASED.value
        change = update(hold_table).where(hold_table.c.leg_id == leg_id, bookable)
        with refused_as({_RIVALS: refusal}):
            done = await self._connection.execute(
                change.values(status=HoldStatus.BOOKED.value, expires_at=None)
            )
        return done.rowcount

    async def extend(self, leg_ids: Collection[LegId], now: datetime, until: datetime) -> frozenset[LegId]:
        live = and_(hold_table.c.status == HoldStatus.HELD.value, hold_table.c.expires_at > now)
        change = update(hold_table).where(hold_table.c.leg_id.in_(leg_ids), live).values(expires_at=until)
        return frozenset(await self._connection.scalars(change.returning(hold_table.c.leg_id)))

    async def make_room(self, leg_id: LegId, resources: Collection[str], now: datetime) -> None:
        own = and_(hold_table.c.leg_id == leg_id, hold_table.c.status != HoldStatus.RELEASED.value)
        overdue = and_(hold_table.c.resource.in_(resources), _overdue(now))
        over = case((hold_table.c.leg_id == leg_id, HoldStatus.RELEASED.value), else_=HoldStatus.LAPSED.value)
        await self._connection.execute(update(hold_table).where(or_(own, overdue)).values(status=over))

    async def release(self, leg_id: LegId) -> None:
        change = update(hold_table).where(
            hold_table.c.leg_id == leg_id, hold_table.c.status != HoldStatus.RELEASED.value
        )
        await self._connection.execute(change.values(status=HoldStatus.RELEASED.value))

    async def lapse(
        self, now: datetime, *, leg_id: LegId | None = None, resources: Collection[str] = ()
    ) -> None:
        whose = hold_table.c.resource.in_(resources) if leg_id is None else hold_table.c.leg_id == leg_id
        change = update(hold_table).where(whose, _overdue(now))
        await self._connection.execute(change.values(status=HoldStatus.LAPSED.value))

    async def busy(
        self, resources: Collection[str], within: Span, now: datetime, *, apart_from: LbgId | None = None
    ) -> Mapping[str, list[Span]]:
        query = (
            select(hold_table.c.resource, hold_table.c.span)
            .where(hold_table.c.resource.in_(resources), keeps_others_out(now))
            .where(hold_table.c.span.overlaps(as_range(within)))
            .order_by(hold_table.c.resource, func.lower(hold_table.c.span))
        )
        if apart_from is not None:
            query = query.where(hold_table.c.lbg_id != apart_from)
        found: dict[str, list[Span]] = {}
        for row in await self._connection.execute(query):
            found.setdefault(row.resource, []).append(as_span(row.span))
        return found


def _overdue(now: datetime) -> ColumnElement[bool]:
    return and_(hold_table.c.status == HoldStatus.HELD.value, hold_table.c.expires_at <= now)


def keeps_others_out(now: datetime) -> ColumnElement[bool]:
    """Booked, or held and not overdue: a hold whose time is up is open, whether or not its timer has run."""
    still_held = or_(hold_table.c.expires_at.is_(None), hold_table.c.expires_at > now)
    return and_(_ACTIVE, still_held)


def as_range(span: Span) -> Range[datetime]:
    return Range(span.start, span.end, bounds="[)")


def as_span(stored: Range[datetime]) -> Span:
    if stored.lower is None or stored.upper is None:
        raise ValueError("a stored span has two ends")
    return Span(stored.lower, stored.upper)


def _row(hold: Hold) -> dict[str, Any]:
    return {
        "hold_id": hold.hold_id,
        "resource": hold.resource,
        "lbg_id": hold.lbg_id,
        "leg_id": hold.leg_id,
        "session": as_range(hold.session),
        "span": as_range(hold.span),
        "status": hold.status.value,
        "expires_at": hold.expires_at,
    }


def _hold(row: RowMapping) -> Hold:
    return Hold(
        hold_id=row["hold_id"],
        resource=row["resource"],
        lbg_id=row["lbg_id"],
        leg_id=row["leg_id"],
        session=as_span(row["session"]),
        span=as_span(row["span"]),
        status=HoldStatus(row["status"]),
        expires_at=row["expires_at"],
    )
