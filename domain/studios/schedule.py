"""One studio and everything that decides when it can be had and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from domain.calendar.availability import bucket_range, day_buckets
from domain.calendar.holds import Calendar, person_calendar, studio_calendar
from domain.calendar.ports import Calendars
from domain.calendar.spans import Span
from domain.common.ports import Common
from domain.ids import LbgId, StudioId
from domain.studios.model import Blackout, Policy, Rate, Studio
from domain.studios.openings import bookable_times, require_free
from domain.studios.ports import Studios
from domain.studios.quote import BasePrice, base_price

# No buffer is longer, so bookings further away than this from a span do not matter to sessions within it.
REACH: Final = timedelta(days=1)


def calendars_of(studio: Studio, policy: Policy) -> list[Calendar]:
    """Whose time a booking of the studio takes: its own, and its owner's where they must attend."""
    own = studio_calendar(studio.studio_id, policy.buffers)
    return [own, person_calendar(studio.owner_user_id)] if studio.owner_attends else [own]


@dataclass(frozen=True, slots=True)
class Taken:
    """What of one calendar is occupied already, buffers included."""

    calendar: Calendar
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    studio: Studio
    zone: ZoneInfo
    policy: Policy
    rates: tuple[Rate, ...]
    taken: tuple[Taken, ...]
    closed: tuple[Blackout, ...] = ()

    def free_times(self, within: Span) -> list[Span]:
        barred = [of.calendar.buffers.barred_by(span) for of in self.taken for span in of.spans]
        closed = [blackout.span for blackout in self.closed]
        return bookable_times(self.rates, [*barred, *closed], within, self.zone)

    def free_days(self, within: Span) -> list[date]:
        return day_buckets(self.free_times(within), self.zone)

    def price(self, session: Span, crew_size: int | None = None) -> BasePrice:
        return base_price(self.studio, self.rates, session, self.zone, crew_size)

    def require_free(self, session: Span) -> None:
        """Raises STUDIO_BLACKOUT or STUDIO_CONFLICT_BUFFER when the session cannot be had."""
        for of in self.taken:
            require_free(session, of.spans, self.closed, of.calendar.buffers)


class Sources(Protocol):
    """What a schedule is read from; a unit of work is one."""

    @property
    def now(self) -> datetime: ...

    @property
    def common(self) -> Common: ...

    @property
    def studios(self) -> Studios: ...

    @property
    def calendar(self) -> Calendars: ...


async def schedules(
    sources: Sources, studios: Sequence[Studio], within: Span, *, apart_from: LbgId | None = None
) -> dict[StudioId, Schedule]:
    """The schedules of some studios, right for sessions within the span, in one statement per table.

    What the booking `apart_from` holds counts as free: it is the one that asks.
    """
    ids = [studio.studio_id for studio in studios]
    zones = {city.code: city.zone for city in await sources.common.cities(active_only=False)}
    policies = await sources.studios.policies(ids)
    rates = await sources.studios.rates(ids)
    closed = await sources.studios.blackouts(ids, within)
    calendars = {each.studio_id: calendars_of(each, policies[each.studio_id]) for each in studios}
    resources = {calendar.resource for calendar in chain(*calendars.values())}
    around = Span(within.start - REACH, within.end + REACH)
    busy = await sources.calendar.busy(resources, around, sources.now, apart_from=apart_from)
    return {
        studio.studio_id: Schedule(
            studio=studio,
            zone=zones[studio.details.city],
            policy=policies[studio.studio_id],
            rates=tuple(rates.get(studio.studio_id, ())),
            taken=tuple(
                Taken(calendar, tuple(busy.get(calendar.resource, ())))
                for calendar in calendars[studio.studio_id]
            ),
            closed=tuple(closed.get(studio.studio_id, ())),
        )
        for studio in studios
    }


async def schedule(
    sources: Sources, studio: Studio, within: Span, *, apart_from: LbgId | None = None
) -> Schedule:
    found = await schedules(sources, [studio], within, apart_from=apart_from)
    return found[studio.studio_id]


async def availability_buckets(sources: Sources, studios: Sequence[Studio]) -> dict[StudioId, list[date]]:
    """The local days of the next thirty on which each studio can be booked."""
    furthest = Span(sources.now, sources.now + timedelta(days=32))
    found = await schedules(sources, studios, furthest)
    return {key: each.free_days(bucket_range(sources.now, each.zone)) for key, each in found.items()}
