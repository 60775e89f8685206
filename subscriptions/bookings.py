"""Progress of one booking, told to its parties."""

from collections.abc import AsyncIterator

import strawberry

from domain.bookings import reading
from domain.bookings.facts import topic_of
from domain.bookings.telling import Listener, checkout_event
from domain.ids import LbgId
from schema.bookings.checkout import CheckoutEvent
from schema.context import Info


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
    async with info.context.units() as uow:
        listener = Listener.of(await reading.booking(uow, viewer, lbg_id), viewer.require_user())
    async for event in feed.follow(topic_of(lbg_id), after=after):
        told = checkout_event(event, listener)
        if told is not None:
            status = told.status or await _status_now(info, lbg_id)
            yield CheckoutEvent.of(told, lbg_id=lbg_id, cursor=feed.cursor(event), status=status)


async def _status_now(info: Info, lbg_id: LbgId) -> str:
    """For facts of others that do not say where the booking stands."""
    async with info.context.units() as uow:
        return (await reading.booking(uow, info.context.viewer, lbg_id)).status.value
