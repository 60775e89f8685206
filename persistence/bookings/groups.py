"""Groups with their legs and lines; who may see which of them is decided here, once, in SQL."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.model import Leg, LineItem, LinkedBookingGroup
from domain.bookings.policy import Side
from domain.bookings.ports import BookingFilter
from domain.bookings.states import LegMove
from domain.errors import Conflict
from domain.ids import LbgId, LegId, OrderId, UserId
from domain.pages import Cursors, Page
from persistence.bookings.rows import group_of, group_row, leg_of, leg_row, line_of, line_rows
from persistence.tables.bookings import booking_leg, lbg, leg_line

_LIST: Final = "bookings"
_MAY_CHANGE: Final = frozenset({"status", "scope", "deposit_cents"})
_ATTACHED: Final = booking_leg.c.detached_at.is_(None)


def sells_in(user_id: UserId) -> ColumnElement[bool]:
    """Groups in which this person sells a leg."""
    return exists().where(
        booking_leg.c.lbg_id == lbg.c.lbg_id, booking_leg.c.seller_user_id == user_id, _ATTACHED
    )


def group_visible_to(user_id: UserId) -> ColumnElement[bool]:
    """The one definition of who may see a booking: its buyer and its sellers."""
    return or_(lbg.c.buyer_user_id == user_id, sells_in(user_id))


def leg_visible_to(user_id: UserId) -> ColumnElement[bool]:
    """The one definition of who may see a leg: the buyer sees all, a seller their own."""
    bought = exists().where(lbg.c.lbg_id == booking_leg.c.lbg_id, lbg.c.buyer_user_id == user_id)
    return or_(booking_leg.c.seller_user_id == user_id, bought)


class SqlGroups:
    def __init__(self, connection: AsyncConnection, cursors: Cursors) -> None:
        self._connection = connection
        self._cursors = cursors

    async def add(self, group: LinkedBookingGroup) -> None:
        await self._connection.execute(insert(lbg).values(group_row(group)))
        for leg in group.legs:
            await self._add_leg(leg, group)

    async def seen_by(self, user_id: UserId, lbg_id: LbgId) -> LinkedBookingGroup | None:
        return (await self.many_seen_by(user_id, [lbg_id])).get(lbg_id)

    async def many_seen_by(
        self, user_id: UserId, lbg_ids: Sequence[LbgId]
    ) -> Mapping[LbgId, LinkedBookingGroup]:
        query = select(lbg).where(lbg.c.lbg_id.in_(lbg_ids), group_visible_to(user_id))
        groups = await self._groups(query, leg_visible_to(user_id))
        return {group.id: group for group in groups}

    async def page_seen_by(
        self, user_id: UserId, wanted: BookingFilter, *, cursor: str | None, limit: int
    ) -> Page[LinkedBookingGroup]:
        query = select(lbg).where(*_conditions(user_id, wanted))
        if cursor is not None:
            query = query.where(
                tuple_(lbg.c.start_at, lbg.c.lbg_id) < tuple(self._cursors.open(_LIST, cursor))
            )
        query = query.order_by(lbg.c.start_at.desc(), lbg.c.lbg_id.desc()).limit(limit + 1)
        groups = await self._groups(query, leg_visible_to(user_id))
        if len(groups) <= limit:
            return Page(groups, None)
        last = groups[limit - 1]
        return Page(groups[:limit], self._cursors.seal(_LIST, [last.start_at, last.id]))

    async def whole(self, lbg_id: LbgId) -> LinkedBookingGroup | None:
        return next(iter(await self._groups(select(lbg).where(lbg.c.lbg_id == lbg_id))), None)

    async def holding(self, lbg_id: LbgId) -> LinkedBookingGroup | None:
        # The row of the group stands for everything below it, and is always taken first: two confirmations,
        # or a confirmation and a change, must queue here.
        locked = await self._groups(select(lbg).where(lbg.c.lbg_id == lbg_id).with_for_update())
        await self._connection.execute(
            select(booking_leg.c.leg_id)
            .where(booking_leg.c.lbg_id == lbg_id)
            .order_by(booking_leg.c.leg_id)
            .with_for_update()
        )
        return next(iter(locked), None)

    async def save(self, group: LinkedBookingGroup) -> LinkedBookingGroup:
        known = await self._known_legs(group.id)
        await self._save_group(group)
        for leg in group.legs:
            if leg.id in known:
                await self._save_leg(leg, group)
            else:
                await self._add_leg(leg, group)
        saved = await self.whole(group.id)
        assert saved is not None  # noqa: S101 - it was updated a line above, under its lock
        return saved

    async def detach(self, group: LinkedBookingGroup, leg: Leg) -> LinkedBookingGroup:
        await self._save_leg(leg.moved(LegMove.CANCEL), group, detached_at=group.updated_at)
        return await self.save(group)

    async def id_of_order(self, order_id: OrderId) -> LbgId | None:
        return await self._connection.scalar(select(lbg.c.lbg_id).where(lbg.c.order_id == order_id))

    async def id_of_leg(self, leg_id: LegId) -> LbgId | None:
        return await self._connection.scalar(
            select(booking_leg.c.lbg_id).where(booking_leg.c.leg_id == leg_id, _ATTACHED)
        )

    async def _groups(
        self, query: Select[Any], legs_where: ColumnElement[bool] | None = None
    ) -> list[LinkedBookingGroup]:
        rows = (await self._connection.execute(query)).all()
        legs = await self._legs([row.lbg_id for row in rows], legs_where) if rows else {}
        return [group_of(row, legs[row.lbg_id]) for row in rows]

    async def _legs(
        self, lbg_ids: Sequence[str], where: ColumnElement[bool] | None
    ) -> Mapping[str, list[Leg]]:
        query = select(booking_leg).where(booking_leg.c.lbg_id.in_(lbg_ids), _ATTACHED)
        if where is not None:
            query = query.where(where)
        ordered = query.order_by(booking_leg.c.created_at, booking_leg.c.leg_id)
        rows = (await self._connection.execute(ordered)).all()
        lines = await self._lines({row.leg_id: row.currency for row in rows})
        found: dict[str, list[Leg]] = defaultdict(list)
        for row in rows:
            found[row.lbg_id].append(leg_of(row, lines[row.leg_id]))
        return found

    async def _lines(self, currency_by_leg: Mapping[str, str]) -> Mapping[str, list[LineItem]]:
        rows = await self._connection.execute(
            select(leg_line)
            .where(leg_line.c.leg_id.in_(currency_by_leg))
            .order_by(leg_line.c.leg_id, leg_line.c.position)
        )
        found: dict[str, list[LineItem]] = defaultdict(list)
        for row in rows:
            found[row.leg_id].append(line_of(row, currency_by_leg[row.leg_id]))
        return found

    async def _add_leg(self, leg: Leg, group: LinkedBookingGroup) -> None:
        row = leg_row(leg) | {"updated_at": group.updated_at}
        await self._connection.execute(insert(booking_leg).values(row))
        await self._connection.execute(insert(leg_line), line_rows(leg))

    async def _save_group(self, group: LinkedBookingGroup) -> None:
        done = await self._connection.execute(
            update(lbg)
            .where(lbg.c.lbg_id == group.id, lbg.c.version == group.version)
            .values(group_row(group) | {"version": group.version + 1})
        )
        if done.rowcount == 0:
            raise Conflict("CONFLICT", "The booking has changed meanwhile.", hint="Read it again.")

    async def _save_leg(
        self, leg: Leg, group: LinkedBookingGroup, *, detached_at: datetime | None = None
    ) -> None:
        """What may change of a leg: status, scope and deposit. Its price never does."""
        values = {name: value for name, value in leg_row(leg).items() if name in _MAY_CHANGE}
        changed = or_(*(booking_leg.c[name] != value for name, value in values.items()))
        kept = {
            "detached_at": detached_at,
            "updated_at": group.updated_at,
            "version": booking_leg.c.version + 1,
        }
        await self._connection.execute(
            update(booking_leg).where(booking_leg.c.leg_id == leg.id, changed).values(values | kept)
        )

    async def _known_legs(self, lbg_id: LbgId) -> frozenset[str]:
        rows = await self._connection.scalars(
            select(booking_leg.c.leg_id).where(booking_leg.c.lbg_id == lbg_id)
        )
        return frozenset(rows)


def _conditions(user_id: UserId, wanted: BookingFilter) -> list[ColumnElement[bool]]:
    bought = lbg.c.buyer_user_id == user_id
    sides = {None: group_visible_to(user_id), Side.BUYER: bought, Side.SELLER: sells_in(user_id)}
    conditions = [sides[wanted.side]]
    if wanted.status is not None:
        conditions.append(lbg.c.status == wanted.status.value)
    if wanted.studio_id is not None:
        conditions.append(_has_studio(user_id, wanted.studio_id))
    if wanted.starts_from is not None:
        conditions.append(lbg.c.start_at >= wanted.starts_from)
    if wanted.starts_before is not None:
        conditions.append(lbg.c.start_at < wanted.starts_before)
    return conditions


def _has_studio(user_id: UserId, studio_id: str) -> ColumnElement[bool]:
    # A seller must not learn which studio a booking has by filtering for it.
    visible = or_(booking_leg.c.seller_user_id == user_id, lbg.c.buyer_user_id == user_id)
    of_group = booking_leg.c.lbg_id == lbg.c.lbg_id
    return exists().where(and_(of_group, booking_leg.c.studio_id == studio_id, visible, _ATTACHED))
