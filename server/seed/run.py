"""The whole seed, in order, with its progress on the console."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rich.console import Console

from domain.search.indexing import rebuild
from server.seed.crew import crew
from server.seed.life import live
from server.seed.people import demo_email
from server.seed.supply import Size, make_supply
from server.seed.world import Seeding, seeding
from server.settings import Settings

T = TypeVar("T")
SIZES = {
    "small": Size(pages=30, rooms=6, buyers=20, bookings=20),
    "usual": Size(pages=300, rooms=60, buyers=200, bookings=400),
    "large": Size(pages=3_000, rooms=600, buyers=2_000, bookings=4_000),
}


class AlreadySeeded(Exception):
    """There is a city in this database."""


async def seed_city(settings: Settings, size: Size, console: Console) -> None:
    """Raises AlreadySeeded when somebody lives here."""
    async with seeding(settings) as city:
        await _require_empty(city)
        async with crew(city, settings) as hands:
            supply = await _told(console, "people and places", lambda: make_supply(hands, size))
            await _told(console, "sixty days of bookings", lambda: live(hands, supply, size.bookings))
        await _told(console, "search index", lambda: rebuild(city.process.units))


async def _require_empty(city: Seeding) -> None:
    async with city.services.units() as uow:
        if await uow.accounts.by_email(demo_email("buyer1")) is not None:
            raise AlreadySeeded


async def _told(console: Console, what: str, work: Callable[[], Awaitable[T]]) -> T:
    begun = time.monotonic()
    done = await work()
    console.print(f"  {what:<24} {time.monotonic() - begun:5.1f} s", highlight=False)
    return done
