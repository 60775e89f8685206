"""Lists of bookings: what one is party to, narrowed, by start time with the newest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, DateTime, Select, exists, or_, select, tuple_, union

from domain.bookings.policy import Side
from domain.bookings.ports import BookingFilter
from domain.ids import UserId
from persistence.read.parties import sells_in
from persistence.read.views import Ask
from persistence.tables.bookings import booking_leg, lbg


def _any_side(ask: Ask) -> ColumnElement[bool]:
    """Two walks along two indexes, of what was bought and of what was sold."""
    group, leg = lbg.alias(), booking_leg.alias()
    bought = select(group.c.lbg_id).where(group.c.buyer_user_id == ask("reader"))
    sold = select(leg.c.lbg_id).where(leg.c.seller_user_id == ask("reader"), leg.c.detached_at.is_(None))
    return lbg.c.lbg_id.in_(union(bought, sold))


_SIDES: Final[Mapping[Side | None, Callable[[Ask], ColumnElement[bool]]]] = {
    None: _any_side,
    Side.BUYER: lambda ask: lbg.c.buyer_user_id == ask("reader"),
    Side.SELLER: lambda ask: sells_in(lbg.c.lbg_id, ask("reader")),
}


def _has_studio(ask: Ask) -> ColumnElement[bool]:
    # A seller must not learn which studio a booking has by filtering for it.
    leg = booking_leg.alias()
    visible = or_(leg.c.seller_user_id == ask("reader"), lbg.c.buyer_user_id == ask("reader"))
    of_group = leg.c.lbg_id == lbg.c.lbg_id
    return exists().where(of_group, leg.c.studio_id == ask("studio_id"), visible, leg.c.detached_at.is_(None))


_FILTERS: Final[Mapping[str, Callable[[Ask], ColumnElement[bool]]]] = {
    "status": lambda ask: lbg.c.status == ask("status"),
    "studio_id": _has_studio,
    "starts_from": lambda ask: lbg.c.start_at >= ask("starts_from", DateTime(timezone=True)),
    "starts_before": lambda ask: lbg.c.start_at < ask("starts_before", DateTime(timezone=True)),
}

# Where a page begins: after the booking that starts then.
Place = tuple[datetime, str]


@dataclass(frozen=True)
class BookingsShape:
    """What decides how a list is asked for; the values are apart."""

    side: Side | None
    filters: frozenset[str]
    resumed: bool


def shape_of(wanted: BookingFilter, before: Place | None) -> BookingsShape:
    asked = frozenset(name for name in _FILTERS if getattr(wanted, name) is not None)
    return BookingsShape(wanted.side, asked, before is not None)


def values_of(reader: UserId, wanted: BookingFilter, before: Place | None) -> dict[str, Any]:
    """What a list of that shape asks for."""
    values: dict[str, Any] = {name: getattr(wanted, name) for name in _FILTERS}
    values["reader"] = reader
    if before is not None:
        values["before_at"], values["before_id"] = before
    return values


def booking_rows(shape: BookingsShape, ask: Ask) -> Select[Any]:
    rows = (
        select(lbg.c.lbg_id, lbg.c.start_at, lbg.c.lbg_id.label("last_id"))
        .where(_SIDES[shape.side](ask), *(_FILTERS[name](ask) for name in sorted(shape.filters)))
        .order_by(lbg.c.start_at.desc(), lbg.c.lbg_id.desc())
    )
    if shape.resumed:
        before = tuple_(ask("before_at", DateTime(timezone=True)), ask("before_id"))
        rows = rows.where(tuple_(lbg.c.start_at, lbg.c.lbg_id) < before)
    return rows
