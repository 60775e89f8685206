"""The history of a booking as far as its reader may know it: events of its topic, with words for them."""

import json
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from domain.bookings.facts import TOPIC
from domain.bookings.telling import BUYERS_ONLY, SUMMARIES
from persistence.read.model import VIEWER, ReadModel, Row
from persistence.tables.bookings import booking_leg, lbg
from persistence.tables.kernel import event, topic_event

# What was announced about a booking, and who bought it.
_TOLD: Final = (
    select(
        lbg.c.lbg_id,
        lbg.c.buyer_user_id,
        topic_event.c.position,
        event.c.name.label("event"),
        event.c.ids,
        event.c.actor,
        event.c.at,
    )
    .join(topic_event, topic_event.c.topic == literal(TOPIC).concat(lbg.c.lbg_id))
    .join(event, event.c.event_id == topic_event.c.event_id)
    .subquery()
)

# Looked up rather than compared one after the other.
_WORDS: Final = cast(literal(json.dumps(dict(SUMMARIES)), Text), JSONB)

ENTRY = ReadModel("TimelineEntry", _TOLD, key=["lbg_id", "position"])
ENTRY.columns("at", "event", "actor")
ENTRY.computed(
    leg_id=lambda row: row.ids["leg_id"].astext,
    summary=lambda row: _WORDS[row.event].astext,
)


@ENTRY.field()
def amount_cents(row: Row) -> ColumnElement[int | None]:
    """The mirror of the domain's `Listener.amount_of`."""
    amount = row.ids["amount_cents"]
    is_number = func.jsonb_typeof(amount) == "number"
    return case((and_(is_number, _own(row)), cast(amount.astext, Integer)))


def of_booking(group: Row, entry: Row) -> ColumnElement[bool]:
    """The entries of a booking that its reader may hear of."""
    return and_(entry.lbg_id == group.lbg_id, entry.event.in_(sorted(SUMMARIES)), _may_hear(entry))


def _may_hear(row: Row) -> ColumnElement[bool]:
    """The mirror of the domain's `Listener.may_hear`."""
    no_leg = row.ids["leg_id"].astext.is_(None)
    return or_(
        row.buyer_user_id == VIEWER,
        and_(row.event.not_in(sorted(BUYERS_ONLY)), or_(no_leg, _sells(row))),
    )


def _own(row: Row) -> ColumnElement[bool]:
    return or_(row.buyer_user_id == VIEWER, _sells(row))


def _sells(row: Any) -> ColumnElement[bool]:
    """It is about a leg of the reader's own: a value, so that nobody collects all they sold to compare."""
    leg = booking_leg.alias()
    seller = select(leg.c.seller_user_id).where(
        leg.c.leg_id == row.ids["leg_id"].astext, leg.c.lbg_id == row.lbg_id, leg.c.detached_at.is_(None)
    )
    return seller.scalar_subquery() == VIEWER
