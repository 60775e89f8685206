"""Groups with their legs and lines; who may see which of them is decided here, once, in SQL."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.ports import LIST, BookingFilter
from domain.bookings.states import LegMove
from domain.errors import Conflict
from domain.ids import LbgId, LegId, OrderId, UserId
from domain.pages import Cursors, Page
from persistence.bookings.lines import lines_of
from persistence.bookings.rows import group_of, group_row, in_order, leg_of, leg_row, line_rows
from persistence.read.booking_lists import booking_rows, shape_of, values_of
from persistence.read.parties import takes_part
from persistence.tables.bookings import booking_leg, lbg, leg_line

_MAY_CHANGE: Final = frozenset({"status", "scope", "deposit_cents"})
_ATTACHED: Final = booking_leg.c.detached_at.is_(None)
_LEGS: Final = select(booking_leg, lines_of(booking_leg.c.leg_id).label("lines")).where(
    booking_leg.c.lbg_id == any_(bindparam("lbg_ids", type_=ARRAY(Text))), _ATTACHED
)
_LOCKED_LEGS: Final = _LEGS.order_by(booking_leg.c.leg_id).with_for_update(of=booking_leg)
_LOCKED: Final = select(lbg).where(lbg.c.lbg_id == bindparam("lbg_id")).with_for_update()
_VIEWER: Final = bindparam("viewer", type_=Text)
# As `sees_leg` has it, where the booking does not come along.
_BOUGHT: Final = exists().where(lbg.c.lbg_id == booking_leg.c.lbg_id, lbg.c.buyer_user_id == _VIEWER)
_LEGS_SEEN: Final = _LEGS.where(or_(booking_leg.c.seller_user_id == _VIEWER, _BOUGHT))
_LOCKED_SEEN: Final = _LOCKED.where(takes_part(lbg.c, _VIEWER))
_SEEN: Final = select(lbg).where(
    lbg.c.lbg_id == any_(bindparam("lbg_ids", type_=ARRAY(Text))), takes_part(lbg.c, _VIEWER)
)
_WHOLE: Final = select(lbg).where(lbg.c.lbg_id == bindparam("lbg_id"))
_OF_LEG: Final = select(booking_leg.c.lbg_id).where(booking_leg.c.leg_id == bindparam("leg_id"), _ATTACHED)
_SAVE: Final = update(lbg).where(lbg.c.lbg_id == bindparam("of"))
_SAVE_LEG: Final = (
    update(booking_leg)
    .where(booking_leg.c.leg_id == bindparam("of"))
    .values(version=booking_leg.c.version + 1)
)
_ADD: Final = insert(lbg)
_ADD_LEG: Final = insert(booking_leg)
_ADD_LINES: Final = insert(leg_line)


class SqlGroups:
    def __init__(self, connection: AsyncConnection, cursors: Cursors) -> None:
        self._connection = connection
        self._cursors = cursors
        # Locked by this transaction, so nobody else can change them before it ends: as they stand in it.
        self._held: dict[LbgId, LinkedBookingGroup] = {}

    async def add(self, group: LinkedBookingGroup) -> None:
        await self._connection.execute(_ADD, group_row(group))
        for leg in group.legs:
            await self._add_leg(leg, group.updated_at)

    async def seen_by(self, user_id: UserId, lbg_id: LbgId) -> LinkedBookingGroup | None:
        return (await self.many_seen_by(user_id, [lbg_id])).get(lbg_id)

    async def many_seen_by(
        self, user_id: UserId, lbg_ids: Sequence[LbgId]
    ) -> Mapping[LbgId, LinkedBookingGroup]:
        named = {"lbg_ids": list(lbg_ids), "viewer": user_id}
        groups = await self._groups(_SEEN, _LEGS_SEEN, named)
        return {group.id: group for group in groups}

    async def page_seen_by(
        self, user_id: UserId, wanted: BookingFilter, *, cursor: str | None, limit: int
    ) -> Page[LinkedBookingGroup]:
        before = tuple(self._cursors.open(LIST, cursor)) if cursor is not None else None
        values = values_of(user_id, wanted, before)

        def told(name: str, kind: Any = Text) -> ColumnElement[Any]:
            return literal(values[name], kind)

        rows = booking_rows(shape_of(wanted, before), told).limit(limit + 1).subquery("chosen")
        query = select(lbg).join(rows, rows.c.lbg_id == lbg.c.lbg_id)
        query = query.order_by(lbg.c.start_at.desc(), lbg.c.lbg_id.desc())
        groups = await self._groups(query, _LEGS_SEEN, {"viewer": user_id})
        if len(groups) <= limit:
            return Page(groups, None)
        last = groups[limit - 1]
        return Page(groups[:limit], self._cursors.seal(LIST, [last.start_at, last.id]))

    async def whole(self, lbg_id: LbgId) -> LinkedBookingGroup | None:
        return next(iter(await self._groups(_WHOLE, _LEGS, {"lbg_id": lbg_id})), None)

    async def holding(self, lbg_id: LbgId, *, seen_by: UserId | None = None) -> LinkedBookingGroup | None:
        # The row of the group stands for everything below it, and is always taken first: two confirmations,
        # or a confirmation and a change, must queue here.
        if lbg_id not in self._held:
            query = _LOCKED if seen_by is None else _LOCKED_SEEN
            found = await self._groups(query, _LOCKED_LEGS, {"lbg_id": lbg_id, "viewer": seen_by})
            self._held |= {group.id: group for group in found}
        group = self._held.get(lbg_id)
        return group if group is None or seen_by in {None, group.buyer_id, *group.sellers} else None

    async def save(self, group: LinkedBookingGroup) -> LinkedBookingGroup:
        known = await self.holding(group.id)
        if known is None or known.version != group.version:
            raise Conflict("CONFLICT", "The booking has changed meanwhile.", hint="Read it again.")
        version = group.version + 1
        await self._connection.execute(_SAVE, group_row(group) | {"of": group.id, "version": version})
        legs = {leg.id: leg for leg in known.legs}
        for leg in group.legs:
            legs[leg.id] = await self._kept(leg, known.leg(leg.id), group.updated_at)
        saved = replace(group, version=version, legs=in_order(legs.values()))
        self._held[group.id] = saved
        return saved

    async def detach(self, group: LinkedBookingGroup, leg: Leg) -> LinkedBookingGroup:
        known = await self.holding(group.id)
        await self._save_leg(leg.moved(LegMove.CANCEL), group.updated_at, detached_at=group.updated_at)
        if known is not None:
            attached = tuple(other for other in known.legs if other.id != leg.id)
            self._held[group.id] = replace(known, legs=attached)
        return await self.save(group)

    async def id_of_order(self, order_id: OrderId) -> LbgId | None:
        return await self._connection.scalar(select(lbg.c.lbg_id).where(lbg.c.order_id == order_id))

    async def id_of_leg(self, leg_id: LegId) -> LbgId | None:
        return await self._connection.scalar(_OF_LEG, {"leg_id": leg_id})

    async def _groups(
        self,
        query: Select[Any],
        legs_query: Select[Any],
        named: Mapping[str, Any],
    ) -> list[LinkedBookingGroup]:
        """Two statements, however many; every leg brings its lines along."""
        rows = (await self._connection.execute(query, dict(named))).all()
        if not rows:
            return []
        legs: dict[str, list[Leg]] = defaultdict(list)
        of_groups = {**named, "lbg_ids": [row.lbg_id for row in rows]}
        for row in await self._connection.execute(legs_query, of_groups):
            legs[row.lbg_id].append(leg_of(row))
        return [group_of(row, in_order(legs[row.lbg_id])) for row in rows]

    async def _kept(self, leg: Leg, known: Leg | None, at: datetime) -> Leg:
        """The leg as it is kept now: new ones whole, of others what may change and did."""
        if known is None:
            await self._add_leg(leg, at)
            return leg
        changed = replace(known, status=leg.status, scope=leg.scope, deposit=leg.deposit)
        if changed == known:
            return known
        await self._save_leg(changed, at)
        return replace(changed, version=known.version + 1)

    async def _add_leg(self, leg: Leg, at: datetime) -> None:
        await self._connection.execute(_ADD_LEG, leg_row(leg) | {"updated_at": at})
        await self._connection.execute(_ADD_LINES, line_rows(leg))

    async def _save_leg(self, leg: Leg, at: datetime, *, detached_at: datetime | None = None) -> None:
        """What may change of a leg: status, scope and deposit. Its price never does."""
        values = {name: value for name, value in leg_row(leg).items() if name in _MAY_CHANGE}
        kept = {"of": leg.id, "detached_at": detached_at, "updated_at": at}
        await self._connection.execute(_SAVE_LEG, values | kept)
