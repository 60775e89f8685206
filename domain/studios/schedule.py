"""One studio and everything that decides when it can be had and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar.availability import bucket_range, day_buckets
from domain.calendar.holds import Calendar, person_calendar
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import LbgId, StudioId
from domain.ports import UnitOfWork
from domain.studios.model import Policy, Rate, Studio
from domain.studios.openings import bookable_times
from domain.studios.quote import BasePrice, base_price

# No buffer is longer, so bookings further away than this from a span do not matter to sessions within it.
REACH: Final = timedelta(days=1)


def calendars_of(studio: Studio, policy: Policy) -> list[Calendar]:
    """Whose time a booking of the studio takes: its own, and its owner's where they must attend."""
    own = Calendar(studio.studio_id, policy.buffers)
    return [own, person_calendar(studio.owner_user_id)] if studio.owner_attends else [own]


@dataclass(frozen=True, slots=True)
class Schedule:
    """`barred` is where other bookings and the buffers leave no room; `closed` is what the owner shut."""

    studio: Studio
    zone: ZoneInfo
    policy: Policy
    rates: tuple[Rate, ...]
    closed: tuple[Span, ...]
    barred: tuple[Span, ...]

    @property
    def calendars(self) -> list[Calendar]:
        return calendars_of(self.studio, self.policy)

    def free_times(self, within: Span) -> list[Span]:
        # Buffers may reach into a closed time: nobody else is there.
        return bookable_times(self.rates, [*self.barred, *self.closed], within, self.zone)

    def free_days(self, within: Span) -> list[date]:
        return day_buckets(self.free_times(within), self.zone)

    def price(self, session: Span, crew_size: int | None = None) -> BasePrice:
        return base_price(self.studio, self.rates, session, self.zone, crew_size)

    def require_free(self, session: Span) -> None:
        """Raises STUDIO_BLACKOUT or STUDIO_CONFLICT_BUFFER when the session cannot be had."""
        hint = "Ask studioAvailability for the times that can be booked."
        if any(span.overlaps(session) for span in self.closed):
            raise Conflict("STUDIO_BLACKOUT", "The owner closed the studio at that time.", hint=hint)
        if any(span.overlaps(session) for span in self.barred):
            raise Conflict(
                "STUDIO_CONFLICT_BUFFER",
                "The time touches another booking once buffers and cleaning are counted.",
                hint=hint,
            )


async def schedules(
    uow: UnitOfWork, studios: Sequence[Studio], within: Span, *, apart_from: LbgId | None = None
) -> dict[StudioId, Schedule]:
    """The schedules of some studios, right for sessions within the span, in one statement per table.

    What the booking `apart_from` holds counts as free: it is the one that asks.
    """
    ids = [studio.studio_id for studio in studios]
    zones = {city.code: city.zone for city in await uow.common.cities(active_only=False)}
    policies = await uow.studios.policies(ids)
    rates = await uow.studios.rates(ids)
    closed = await uow.studios.blackouts(ids, within)
    calendars = {s.studio_id: calendars_of(s, policies[s.studio_id]) for s in studios}
    resources = {calendar.resource for calendar in chain(*calendars.values())}
    around = Span(within.start - REACH, within.end + REACH)
    busy = await uow.calendar.busy(resources, around, uow.now, apart_from=apart_from)
    return {
        studio.studio_id: Schedule(
            studio=studio,
            zone=zones[studio.details.city],
            policy=policies[studio.studio_id],
            rates=tuple(rates.get(studio.studio_id, ())),
            closed=tuple(blackout.span for blackout in closed.get(studio.studio_id, ())),
            barred=tuple(
                calendar.buffers.barred_by(span)
                for calendar in calendars[studio.studio_id]
                for span in busy.get(calendar.resource, ())
            ),
        )
        for studio in studios
    }


async def schedule(
    uow: UnitOfWork, studio: Studio, within: Span, *, apart_from: LbgId | None = None
) -> Schedule:
    found = await schedules(uow, [studio], within, apart_from=apart_from)
    return found[studio.studio_id]


async def availability_buckets(uow: UnitOfWork, studios: Sequence[Studio]) -> dict[StudioId, list[date]]:
    """The local days of the next thirty on which each studio can be booked."""
    furthest = Span(uow.now, uow.now + timedelta(days=32))
    found = await schedules(uow, studios, furthest)
    return {key: each.free_days(bucket_range(uow.now, each.zone)) for key, each in found.items()}
