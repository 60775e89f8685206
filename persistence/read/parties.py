"""Who may see a booking and its legs: said once, for every reader."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from persistence.tables.bookings import booking_leg, lbg


def sells_in(lbg_id: Any, person: Any) -> ColumnElement[bool]:
    """Whether that booking has a leg of this person's."""
    leg = booking_leg.alias()
    return exists().where(leg.c.lbg_id == lbg_id, leg.c.seller_user_id == person, leg.c.detached_at.is_(None))


def takes_part(group: Any, person: Any) -> ColumnElement[bool]:
    """Who may see a booking: its buyer and its sellers."""
    return or_(group.buyer_user_id == person, sells_in(group.lbg_id, person))


def sees_booking(lbg_id: Any, person: Any) -> ColumnElement[bool]:
    """There is a booking of that id, and this person takes part in it."""
    group = lbg.alias()
    return exists().where(group.c.lbg_id == lbg_id, takes_part(group.c, person))


def sees_leg(group: Any, leg: Any, person: Any) -> ColumnElement[bool]:
    """Who may see a leg that was not taken out: the buyer sees all, a seller their own."""
    return and_(leg.detached_at.is_(None), or_(group.buyer_user_id == person, leg.seller_user_id == person))
