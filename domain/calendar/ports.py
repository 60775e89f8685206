"""What calendars need kept (`uow.calendar`)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from domain.calendar.holds import Hold
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import LbgId, LegId


class Calendars(Protocol):
    async def lock(self, resources: Collection[str]) -> None:
        """Queue behind whoever is changing these calendars; held until the transaction ends."""

    async def add(self, hold: Hold, refusal: Conflict) -> None:
        """Keep a hold. Raises the refusal when one of another booking overlaps it: the database decides."""

    async def of_leg(self, leg_id: LegId) -> list[Hold]:
        """Every hold the leg ever had, by resource."""

    async def book(self, leg_id: LegId, refusal: Conflict) -> int:
        """Turn what the leg holds, or held until it lapsed, into bookings; how many it has now."""

    async def extend(self, leg_ids: Collection[LegId], now: datetime, until: datetime) -> frozenset[LegId]:
        """Move the end of what is still held; which of the legs that was."""

    async def make_room(self, leg_id: LegId, resources: Collection[str], now: datetime) -> None:
        """Release what the leg held, and open what was held too long, before it is placed on calendars."""

    async def release(self, leg_id: LegId) -> None: ...

    async def lapse(
        self, now: datetime, *, leg_id: LegId | None = None, resources: Collection[str] = ()
    ) -> None:
        """Open what was held too long, of one leg or of some calendars."""

    async def busy(
        self, resources: Collection[str], within: Span, now: datetime, *, apart_from: LbgId | None = None
    ) -> Mapping[str, list[Span]]:
        """What is closed to others than the booking named, by resource and in order, buffers included."""
