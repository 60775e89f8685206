"""A very small seeded city, for tests that meet the demo people."""

from rich.console import Console

from server.seed.run import seed_city
from server.seed.supply import Size
from server.settings import Settings

HAMLET = Size(pages=2, rooms=1, buyers=1, bookings=0)


async def seed_hamlet(settings: Settings) -> None:
    await seed_city(settings, HAMLET, Console(quiet=True))
