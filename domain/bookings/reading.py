"""Looking at bookings: what one is party to, and only as much of it as one may see."""

from datetime import datetime

from domain.bookings import policy
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.policy import Side, unknown_booking
from domain.bookings.ports import BookingFilter
from domain.bookings.states import LegStatus
from domain.ids import LbgId, StudioId, UserId
from domain.pages import Page, page_limit
from domain.ports import UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

PAGE: int = 25


async def booking(uow: UnitOfWork, viewer: Viewer, lbg_id: LbgId) -> LinkedBookingGroup:
    """A booking the viewer takes part in. Raises NOT_FOUND for any other."""
    group = await uow.bookings.seen_by(viewer.require_user(), lbg_id)
    if group is None:
        raise unknown_booking()
    return group


async def checkout_draft(uow: UnitOfWork, viewer: Viewer, draft_id: LbgId) -> LinkedBookingGroup:
    """The buyer's own checkout; a seller of it may see the booking, but not this side of it."""
    return await own_booking(uow, viewer.require_user(), draft_id)


async def my_bookings(
    uow: UnitOfWork,
    viewer: Viewer,
    *,
    side: str | None,
    status: str | None,
    studio_id: str | None,
    starts_from: datetime | None,
    starts_before: datetime | None,
    cursor: str | None,
    limit: int | None,
) -> Page[LinkedBookingGroup]:
    """By start time, newest first."""
    wanted = wanted_bookings(side, status, studio_id, starts_from, starts_before)
    size = page_limit(limit, PAGE)
    return await uow.bookings.page_seen_by(viewer.require_user(), wanted, cursor=cursor, limit=size)


def wanted_bookings(
    side: str | None,
    status: str | None,
    studio_id: str | None,
    starts_from: datetime | None,
    starts_before: datetime | None,
) -> BookingFilter:
    """What a list is narrowed to, checked. Raises VALIDATION_FAILED."""
    problems = Problems()
    if side is not None:
        problems.one_of("side", side, {value.value for value in Side})
    if status is not None:
        problems.one_of("status", status, {value.value for value in LegStatus})
    problems.raise_if_any()
    return BookingFilter(
        side=Side(side) if side else None,
        status=LegStatus(status) if status else None,
        studio_id=StudioId(studio_id) if studio_id else None,
        starts_from=starts_from,
        starts_before=starts_before,
    )


async def own_booking(uow: UnitOfWork, buyer: UserId, lbg_id: LbgId) -> LinkedBookingGroup:
    """A booking of this buyer's. Raises NOT_FOUND to strangers, FORBIDDEN to its sellers."""
    group = await uow.bookings.seen_by(buyer, lbg_id)
    if group is None:
        raise unknown_booking()
    policy.require_buyer(group, buyer)
    return group


async def holding_own(uow: UnitOfWork, buyer: UserId, lbg_id: LbgId) -> LinkedBookingGroup:
    """Like `own_booking`, locked until this unit of work ends."""
    group = await uow.bookings.holding(lbg_id, seen_by=buyer)
    if group is None:
        raise unknown_booking()
    policy.require_buyer(group, buyer)
    return group
