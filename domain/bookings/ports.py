"""What bookings need kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from domain.bookings.attempts import Attempt
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.policy import Side
from domain.bookings.states import LegStatus
from domain.ids import ChargeId, LbgId, LegId, OrderId, StudioId, UserId
from domain.pages import Page

# What the cursors of lists of bookings are sealed for.
LIST: Final = "bookings"


@dataclass(frozen=True)
class BookingFilter:
    """What a list of bookings is narrowed to; `None` narrows nothing."""

    side: Side | None = None
    status: LegStatus | None = None
    studio_id: StudioId | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None


class Bookings(Protocol):
    async def add(self, group: LinkedBookingGroup) -> None:
        """Keep a new booking with its legs and lines."""

    async def seen_by(self, user_id: UserId, lbg_id: LbgId) -> LinkedBookingGroup | None:
        """The booking as far as this person may see it; None when they take no part in it."""

    async def many_seen_by(
        self, user_id: UserId, lbg_ids: Sequence[LbgId]
    ) -> Mapping[LbgId, LinkedBookingGroup]: ...

    async def page_seen_by(
        self, user_id: UserId, wanted: BookingFilter, *, cursor: str | None, limit: int
    ) -> Page[LinkedBookingGroup]:
        """By start time, newest first."""

    async def whole(self, lbg_id: LbgId) -> LinkedBookingGroup | None:
        """The booking with all of its legs, whoever asks."""

    async def holding(self, lbg_id: LbgId, *, seen_by: UserId | None = None) -> LinkedBookingGroup | None:
        """The whole booking, locked (group, then legs by id) until this unit of work ends.

        Asked again, it answers what this unit of work has saved last. With `seen_by` it is neither locked
        nor answered unless this person takes part in it.
        """

    async def save(self, group: LinkedBookingGroup) -> LinkedBookingGroup:
        """Keep the booking and every leg that changed; answers it with its new version.

        Raises CONFLICT when someone else has kept a newer one.
        """

    async def detach(self, group: LinkedBookingGroup, leg: Leg) -> LinkedBookingGroup:
        """Keep the booking, which no longer has this leg; the leg stays as evidence only."""

    async def id_of_order(self, order_id: OrderId) -> LbgId | None: ...

    async def id_of_leg(self, leg_id: LegId) -> LbgId | None: ...

    async def add_attempt(self, attempt: Attempt) -> None: ...

    async def save_attempt(self, attempt: Attempt) -> None: ...

    async def attempt(self, charge_id: ChargeId) -> Attempt | None: ...

    async def attempt_of_intent(self, intent_id: str) -> Attempt | None:
        """The attempt that a payment intent, or a deposit's intent, of the processor belongs to."""

    async def live_attempt(self, lbg_id: LbgId) -> Attempt | None: ...
