"""Progress of one booking, told to its parties."""

from collections.abc import AsyncIterator, Sequence

import strawberry

from domain.bookings import reading
from domain.bookings.facts import topic_of
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.telling import Listener, checkout_event
from domain.facts import LiveEvent
from domain.ids import LbgId
from schema.bookings.checkout import CheckoutEvent
from schema.context import Context, Info
from subscriptions.live import Live, Version


@strawberry.type
class BookingsSubscription:
    @strawberry.subscription
    async def checkout_status(
        self, info: Info, lbg_id: strawberry.ID, after: strawberry.ID | None = None
    ) -> AsyncIterator[CheckoutEvent]:
        return CheckoutLive(info.context, LbgId(lbg_id), after)


class CheckoutLive(Live[CheckoutEvent]):
    """What a party may hear of a booking: a buyer everything, a seller nothing of the others' legs."""

    # After these somebody may have become a party, or no longer be one.
    recheck_on = frozenset({"leg.create", "booking.cancelled.buyer", "booking.cancelled.provider"})
    group: LinkedBookingGroup

    def __init__(self, context: Context, lbg_id: LbgId, after: str | None) -> None:
        super().__init__(context, topic_of(lbg_id), after)
        self._lbg_id = lbg_id

    async def admit(self) -> None:
        """Look at the booking as the viewer sees it now. Raises NOT_FOUND when they take no part in it."""
        async with self.context.units() as uow:
            self.group = await reading.booking(uow, self.context.viewer, self._lbg_id)

    async def versions(
        self, event: LiveEvent, everybody: Sequence["CheckoutLive"]
    ) -> Sequence[Version[CheckoutEvent] | None]:
        told = [checkout_event(event, Listener.of(live.group, live.user_id)) for live in everybody]
        status, cursor = await self._status(event), self.context.feed.cursor(event)
        return [
            Version(
                one, CheckoutEvent.of(one, lbg_id=self._lbg_id, cursor=cursor, status=one.status or status)
            )
            if one is not None
            else None
            for one in told
        ]

    async def _status(self, event: LiveEvent) -> str:
        """Where the booking stands, for facts of somebody else, which do not say."""
        if isinstance(event.ids.get("status"), str):
            return str(event.ids["status"])
        async with self.context.units() as uow:
            whole = await uow.bookings.whole(self._lbg_id)
        return (whole or self.group).status.value
