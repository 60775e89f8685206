"""The whole seed, in order, with its progress on the console."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rich.console import Console

from domain.profiles.model import Role
from server.seed.accounts import open_accounts, open_admins
from server.seed.people import Newcomer, demo_email, newcomers
from server.seed.profiles import PageToMake, make_page
from server.seed.studios import RoomToMake, make_room
from server.seed.trades import SHARES
from server.seed.world import Seeding, seeding, side_by_side
from server.settings import Settings

# Half of everybody lives in the first.
CITIES = ("houston", "houston", "austin", "los-angeles")


class AlreadySeeded(Exception):
    """There is a city in this database."""


@dataclass(frozen=True)
class Size:
    pages: int
    rooms: int
    buyers: int
    bookings: int


SIZES = {
    "small": Size(pages=30, rooms=6, buyers=20, bookings=20),
    "usual": Size(pages=300, rooms=60, buyers=200, bookings=400),
    "large": Size(pages=3_000, rooms=600, buyers=2_000, bookings=4_000),
}


async def seed_city(settings: Settings, size: Size, console: Console) -> None:
    """Raises AlreadySeeded when somebody lives here."""
    async with seeding(settings) as city:
        async with city.services.units() as uow:
            if await uow.accounts.by_email(demo_email("buyer1")) is not None:
                raise AlreadySeeded
        await _told(console, "people", lambda: _people(city, size))


async def _told(console: Console, what: str, work: Callable[[], Awaitable[None]]) -> None:
    begun = time.monotonic()
    await work()
    console.print(f"  {what:<12} {time.monotonic() - begun:5.1f} s", highlight=False)


async def _people(city: Seeding, size: Size) -> None:
    await open_admins(city)
    # Some sell in two trades, so there are fewer sellers than pages.
    sellers = newcomers("seller", size.pages * 3 // 4, CITIES)
    seller_ids = await open_accounts(city, sellers)
    owners = newcomers("studio", size.rooms, CITIES)
    owner_ids = await open_accounts(city, owners)
    await open_accounts(city, newcomers("buyer", size.buyers, CITIES))
    sellers_by_id = list(zip(seller_ids, sellers, strict=True))
    pages = [
        PageToMake(number, *_spread(sellers_by_id, number), role=role)
        for number, role in enumerate(_roles(size.pages, sellers))
    ]
    await side_by_side(lambda page: _made(make_page(city, page)), pages)
    rooms = [RoomToMake(n, owner_ids[n], owners[n].city) for n in range(size.rooms)]
    await side_by_side(lambda wanted: _made(make_room(city, wanted)), rooms)
