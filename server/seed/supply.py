"""Everybody who sells or buys, with what they offer."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from domain.ids import ProfileId, StudioId, UserId
from domain.profiles.model import Role
from server.seed.accounts import open_accounts, open_admins
from server.seed.crew import Crew
from server.seed.people import Newcomer, newcomers
from server.seed.profiles import PageToMake, make_page
from server.seed.studios import RoomToMake, make_room
from server.seed.trades import SHARES

# Half of everybody lives in the first.
CITIES = ("houston", "houston", "austin", "los-angeles")


@dataclass(frozen=True)
class Size:
    pages: int
    rooms: int
    buyers: int
    bookings: int


@dataclass(frozen=True)
class Supply:
    """Who is there to book, and whom; ids in the order of birth."""

    buyers: list[UserId]
    pages: list[tuple[PageToMake, ProfileId]]
    rooms: list[tuple[RoomToMake, StudioId]]

    @property
    def bookable(self) -> list[tuple[PageToMake, ProfileId]]:
        """Fan pages sell what they show, not sessions: no document template is open to them."""
        return [page for page in self.pages if page[0].role is not Role.FANSUB]


async def make_supply(hands: Crew, size: Size) -> Supply:
    city = hands.city
    await open_admins(city)
    # Some sell in two trades, so there are fewer sellers than pages.
    sellers = newcomers("seller", size.pages * 3 // 4, CITIES)
    pages = list(_pages(await open_accounts(city, sellers), sellers, size.pages))
    owners = newcomers("studio", size.rooms, CITIES)
    owner_ids = await open_accounts(city, owners)
    rooms = [RoomToMake(n, owner_ids[n], owners[n].city) for n in range(size.rooms)]
    return Supply(
        buyers=await open_accounts(city, newcomers("buyer", size.buyers, CITIES)),
        pages=list(zip(pages, await hands.do(make_page, pages), strict=True)),
        rooms=list(zip(rooms, await hands.do(make_room, rooms), strict=True)),
    )


def _pages(owners: list[UserId], people: list[Newcomer], count: int) -> Iterator[PageToMake]:
    """One page each by the shares of the trades; then, for the first ones, a second in another trade."""
    roles = [role for role, share in SHARES.items() for _ in range(share)]
    random.Random("roles").shuffle(roles)
    trades = list(Role)
    for number in range(count):
        who = number % len(owners)
        role = roles[who % len(roles)]
        if number >= len(owners):
            role = trades[(trades.index(role) + 1) % len(trades)]
        yield PageToMake(number, owners[who], people[who], role)
