"""Bookings and checkouts."""

from datetime import datetime

from domain.bookings.ports import LIST
from domain.bookings.reading import PAGE, wanted_bookings
from domain.pages import page_limit
from persistence.read import bookings as read
from persistence.read.booking_lists import shape_of, values_of
from resolvers.readings.base import Asking, Reading, reading


@reading("checkout_draft")
def checkout_draft(_: Asking, draft_id: str) -> Reading:
    return Reading(read.DRAFT_BY_ID, {"draft": draft_id})


@reading("booking")
def booking(_: Asking, lbg_id: str) -> Reading:
    return Reading(read.BOOKING_BY_ID, {"booking": lbg_id})


@reading("my_bookings")
def my_bookings(
    asking: Asking,
    side: str | None = None,
    status: str | None = None,
    studio_id: str | None = None,
    from_: datetime | None = None,
    to: datetime | None = None,
    cursor: str | None = None,
    limit: int | None = PAGE,
) -> Reading:
    wanted = wanted_bookings(side, status, studio_id, from_, to)
    size = page_limit(limit, PAGE)
    before = tuple(asking.cursors.open(LIST, cursor)) if cursor is not None else None
    values = values_of(asking.viewer.require_user(), wanted, before) | {"size": size}
    return Reading(read.bookings_page(shape_of(wanted, before)), values, LIST)
