"""Keeping the index true to its sources: page by page as they change, or all of it at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar.local_time import opening
from domain.common.cities import City
from domain.ports import UnitOfWork, Units
from domain.search.documents import documents
from domain.search.entries import Entry, entry_of
from domain.search.model import Document, Surface

CHUNK: Final = 100
REFRESH_TIMER: Final = "search.refresh"
# Open days are kept a week further than can be asked for, so the far end may wait this long.
REFRESH_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """How the index of one surface compares with what it should hold."""

    surface: Surface
    expected: int
    indexed: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.stale or self.extra)


async def index_pages(uow: UnitOfWork, pages: Mapping[Surface, Sequence[str]]) -> None:
    """Write the rows of these pages as they are now, and take out those that may not be found.

    The pages are locked first, so that of two rivals the last to write is also the last to have read.
    """
    await uow.search_sources.lock([page for ids in pages.values() for page in ids])
    for surface, ids in pages.items():
        found = await documents(uow, surface, ids)
        await uow.search.put(found)
        await uow.search.remove(set(ids) - {document.id for document in found})
        await _keep_fresh(uow, found)


async def rebuild(units: Units) -> dict[Surface, int]:
    """Make the whole index anew, some pages at a time; answers how many may be found."""
    counts = {}
    for surface in Surface:
        async with units() as uow:
            known = {*await uow.search_sources.published(surface), *await uow.search.indexed(surface)}
        for chunk in _chunks(sorted(known)):
            async with units() as uow:
                await index_pages(uow, {surface: chunk})
        async with units() as uow:
            counts[surface] = len(await uow.search.indexed(surface))
    return counts


async def parity(units: Units) -> list[Difference]:
    """Compare the index with its sources, page by page; changes nothing."""
    return [await _difference(units, surface) for surface in Surface]


async def refresh_city(units: Units, city: str) -> None:
    """Move the far end of the open days of a city, and let recent figures age."""
    for surface in Surface:
        async with units() as uow:
            ids = await uow.search_sources.published(surface, city)
        for chunk in _chunks(ids):
            async with units() as uow:
                await index_pages(uow, {surface: chunk})


async def _difference(units: Units, surface: Surface) -> Difference:
    async with units() as uow:
        now = uow.now
        published = await uow.search_sources.published(surface)
        indexed = await uow.search.indexed(surface)
    expected: dict[str, Entry] = {}
    for chunk in _chunks(published):
        async with units() as uow:
            expected |= {document.id: entry_of(document) for document in await documents(uow, surface, chunk)}
    both = expected.keys() & indexed.keys()
    return Difference(
        surface,
        expected=len(expected),
        indexed=len(indexed),
        missing=tuple(sorted(expected.keys() - indexed.keys())),
        stale=tuple(sorted(key for key in both if not expected[key].agrees_with(indexed[key], now))),
        extra=tuple(sorted(indexed.keys() - expected.keys())),
    )


async def _keep_fresh(uow: UnitOfWork, found: Sequence[Document]) -> None:
    cities = await uow.common.cities(active_only=True) if found else []
    for code in {document.city for document in found}:
        city = next(city for city in cities if city.code == code)
        await uow.schedule(REFRESH_TIMER, code, _next_refresh(uow.now, city))


def _next_refresh(now: datetime, city: City) -> datetime:
    """The same moment whoever asks within a week, so that setting the timer again does not put it off."""
    today = now.astimezone(city.zone).date()
    days = REFRESH_DAYS - today.toordinal() % REFRESH_DAYS
    return opening(datetime.combine(today + timedelta(days=days), time()), city.zone)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))
