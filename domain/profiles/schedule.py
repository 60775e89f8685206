"""Free days of many pages at once: one look at the hours, one at the calendars, one at the cities."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.calendar.availability import bucket_range
from domain.calendar.buffers import PERSON
from domain.calendar.ports import Calendars
from domain.calendar.spans import Span
from domain.common.cities import City
from domain.common.ports import Common
from domain.ids import ProfileId
from domain.profiles.availability import buckets
from domain.profiles.model import ServiceProfile
from domain.profiles.ports import Profiles


class Sources(Protocol):
    """Where schedules are read, and the moment they are read for; a unit of work is one."""

    @property
    def now(self) -> datetime: ...

    @property
    def common(self) -> Common: ...

    @property
    def profiles(self) -> Profiles: ...

    @property
    def calendar(self) -> Calendars: ...


async def availability_buckets(
    sources: Sources, pages: Sequence[ServiceProfile]
) -> dict[ProfileId, list[date]]:
    """Local days of the coming weeks with an open slot, for each page."""
    cities = {city.code: city for city in await sources.common.cities(active_only=False)}
    windows = await sources.profiles.windows([page.id for page in pages])
    taken = await _taken(sources, pages, cities)
    return {
        page.id: buckets(
            windows.get(page.id, ()), taken.get(page.user_id, ()), sources.now, cities[page.city].zone
        )
        for page in pages
    }


async def _taken(
    sources: Sources, pages: Sequence[ServiceProfile], cities: Mapping[str, City]
) -> Mapping[str, list[Span]]:
    ranges = [PERSON.around(bucket_range(sources.now, cities[page.city].zone)) for page in pages]
    if not ranges:
        return {}
    within = Span(min(span.start for span in ranges), max(span.end for span in ranges))
    return await sources.calendar.busy({page.user_id for page in pages}, within, sources.now)
