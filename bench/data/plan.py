"""Who books whom, and when: every session on a day of its own for the person and for the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from bench.data.numbers import made_id, mixed, share
from bench.data.pages import Pages
from bench.data.people import CITIES, People
from bench.data.rooms import Rooms
from domain.ids import Prefix

# Days between two sessions of one page, and between those of the two pages of one person.
STEP_DAYS, ASIDE_DAYS = 47, 13
FIRST_DAY: Final = -230
# Most of what is booked is over; of what lies ahead, one in ten is not paid yet.
UNPAID: Final = 0.1
STARTS_AT: Final = timedelta(hours=16)
LASTS: Final = timedelta(hours=2)
ACCEPTANCE: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Group:
    """One booking: a page, a place, or both."""

    number: int
    id: str
    order_id: str
    charge_id: str
    buyer: int
    page: int | None
    room: int | None
    booked_at: datetime
    start_at: datetime
    status: str

    @property
    def end_at(self) -> datetime:
        return self.start_at + LASTS

    @property
    def accepted_at(self) -> datetime:
        """When it was accepted, if it was: by the buyer a day later, or by silence."""
        return self.end_at + (ACCEPTANCE if self.is_silent else timedelta(days=1))

    @property
    def is_silent(self) -> bool:
        return self.number % 2 == 0

    @property
    def is_paid(self) -> bool:
        return self.status in {"confirmed", "in_progress", "completed"}


@dataclass(frozen=True)
class Plan:
    people: People
    pages: Pages
    rooms: Rooms

    @cached_property
    def groups(self) -> list[Group]:
        """In the order of their numbers."""
        return list(self._planned())

    def _planned(self) -> Iterator[Group]:
        sizes = self.people.sizes
        both = sizes.legs - sizes.groups
        pages = [number for number in self.pages.numbers if self.pages.is_published(number)]
        free, singles = _FreeRooms(self.rooms), 0
        for number in range(sizes.groups):
            has_both = (number + 1) * both // sizes.groups > number * both // sizes.groups
            singles += not has_both
            page = pages[number % len(pages)] if has_both or singles % 4 else None
            day = self._day(page, number, number // len(pages))
            city = self.people.city(self.pages.owner(page))[0] if page is not None else None
            room = free.take(city, day, number) if has_both or page is None else None
            yield self._group(number, page, room, day)

    def _day(self, page: int | None, number: int, visit: int) -> int:
        if page is None:
            return FIRST_DAY + mixed(number, 51) % -FIRST_DAY
        owner, second = self.pages.owner(page), page // self.people.sizes.sellers
        return FIRST_DAY + owner % 37 + STEP_DAYS * visit + ASIDE_DAYS * second

    def _group(self, number: int, page: int | None, room: int | None, day: int) -> Group:
        today = self.people.today
        start = today + timedelta(days=day) + STARTS_AT
        status = _status(number, start - today)
        ahead = timedelta(hours=20) if status == "awaiting_payment" else timedelta(days=4)
        buyer = self.people.buyer(mixed(number, 52))
        booked_at = min(start, today) - ahead
        made, order, charge = (
            made_id(kind, booked_at, number) for kind in (Prefix.LBG, Prefix.ORDER, Prefix.CHARGE)
        )
        return Group(number, made, order, charge, buyer, page, room, booked_at, start, status)


def _status(number: int, ahead: timedelta) -> str:
    if ahead > timedelta(days=1):
        return "awaiting_payment" if share(number, 53) < UNPAID else "confirmed"
    if ahead > timedelta():
        return "confirmed"
    return "in_progress" if ahead + LASTS + ACCEPTANCE > timedelta() else "completed"


class _FreeRooms:
    """Places of a city that nobody has on that day."""

    def __init__(self, rooms: Rooms) -> None:
        self._in_city: dict[str, list[int]] = {city: [] for city, *_ in CITIES}
        for number in rooms.numbers:
            self._in_city[rooms.city(number)].append(number)
        self._taken: set[tuple[int, int]] = set()

    def take(self, city: str | None, day: int, number: int) -> int:
        there = self._in_city[city or CITIES[number % len(CITIES)][0]]
        for step in range(len(there)):
            room = there[(number + step) % len(there)]
            if (room, day) not in self._taken:
                self._taken.add((room, day))
                return room
        raise RuntimeError("so many bookings do not fit into these rooms and days")
