"""Progress of one booking, told to its parties."""

from collections.abc import AsyncIterator
from typing import Final

import strawberry

from domain.bookings import reading
from domain.bookings.facts import topic_of
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.telling import Listener, checkout_event
from domain.ids import LbgId
from schema.bookings.checkout import CheckoutEvent
from schema.context import Info

# After these somebody may have become a party, or no longer be one.
PARTIES_CHANGE: Final = frozenset({"leg.create", "booking.cancelled.buyer", "booking.cancelled.provider"})


@strawberry.type
class BookingsSubscription:
    @strawberry.subscription
    async def checkout_status(
        self, info: Info, lbg_id: strawberry.ID, after: strawberry.ID | None = None
    ) -> AsyncIterator[CheckoutEvent]:
        async for event in follow(info, LbgId(lbg_id), after):
            yield event


async def follow(info: Info, lbg_id: LbgId, after: str | None) -> AsyncIterator[CheckoutEvent]:
    """The events of a booking that this viewer may hear, in order. Raises NOT_FOUND to strangers."""
    viewer, feed = info.context.viewer, info.context.feed
    seen = _Seen(info, lbg_id)
    topic = topic_of(lbg_id)
    async for event in feed.follow(topic, after=after, may_follow=seen.again, recheck_on=PARTIES_CHANGE):
        told = checkout_event(event, Listener.of(seen.group, viewer.require_user()))
        if told is None:
            continue
        if told.status is None:
            # A fact of somebody else, which does not say where the booking stands.
            await seen.again()
        status = told.status or seen.group.status.value
        yield CheckoutEvent.of(told, lbg_id=lbg_id, cursor=feed.cursor(event), status=status)


class _Seen:
    """The booking as the viewer sees it now."""

    group: LinkedBookingGroup

    def __init__(self, info: Info, lbg_id: LbgId) -> None:
        self._info, self._lbg_id = info, lbg_id

    async def again(self) -> None:
        """Look once more. Raises NOT_FOUND when the viewer takes no part in it (any more)."""
        async with self._info.context.units() as uow:
            self.group = await reading.booking(uow, self._info.context.viewer, self._lbg_id)
