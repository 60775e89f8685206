"""Who books whom, and when: four hundred sessions, each on a day of its own for everybody concerned."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.common.cities import City
from domain.ids import ProfileId, StudioId, UserId
from server.seed.profiles import PageToMake
from server.seed.studios import RoomToMake
from server.seed.supply import Supply

# Sessions lie between these, counted back from now; what is booked for later is booked last.
EARLIEST_DAYS_AGO, LATEST_DAYS_AGO = 55, 4
MOST_LEAD_DAYS = 5
STARTS_AT = time(10)
HOURS = 2


@dataclass(frozen=True)
class Plan:
    """One booking: a page, a place, or both, and how its end is lived."""

    number: int
    buyer: UserId
    city: str
    page: tuple[PageToMake, ProfileId] | None
    room: tuple[RoomToMake, StudioId] | None
    books_at: datetime
    starts_at: datetime
    ends_at: datetime
    # None when silence accepts.
    accepts_at: datetime | None
    stars: int


def plans(supply: Supply, count: int, now: datetime, cities: dict[str, City]) -> list[Plan]:
    """In the order in which they are booked; the same for the same day."""
    chance = random.Random("plans")
    days = _FreeDays(now.date())
    found = [_plan(number, supply, days, cities, chance) for number in range(count)]
    return sorted(found, key=lambda plan: plan.books_at)


class _FreeDays:
    """The next weekday that everybody concerned has free."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._taken: set[tuple[str, date]] = set()

    def take(self, who: list[str], chance: random.Random) -> date:
        for day in self._from(chance.randint(LATEST_DAYS_AGO, EARLIEST_DAYS_AGO)):
            if day.weekday() < 5 and not any((one, day) in self._taken for one in who):
                self._taken |= {(one, day) for one in who}
                return day
        raise RuntimeError("so many bookings do not fit into these days")

    def _from(self, days_ago: int) -> Iterator[date]:
        """Every day of the stretch, beginning somewhere in it."""
        span = EARLIEST_DAYS_AGO - LATEST_DAYS_AGO + 1
        for step in range(span):
            yield self._today - timedelta(LATEST_DAYS_AGO + (days_ago - LATEST_DAYS_AGO + step) % span)


def _plan(
    number: int, supply: Supply, days: _FreeDays, cities: dict[str, City], chance: random.Random
) -> Plan:
    page, room = _what(number, supply, chance)
    buyer = supply.buyers[number % len(supply.buyers)]
    city = page[0].person.city if page else room[0].city if room else ""
    sellers = [*([page[0].owner] if page else []), *([room[0].owner] if room else [])]
    starts_at = _at(days.take([buyer, *sellers], chance), cities[city].zone)
    ends_at = starts_at + timedelta(hours=HOURS)
    return Plan(
        number=number,
        buyer=buyer,
        city=city,
        page=page,
        room=room,
        books_at=starts_at - timedelta(days=chance.randint(1, MOST_LEAD_DAYS), hours=chance.randint(1, 8)),
        starts_at=starts_at,
        ends_at=ends_at,
        accepts_at=ends_at + timedelta(hours=chance.randint(2, 40)) if chance.random() < 0.6 else None,
        stars=chance.choices((5, 4, 3, 2), (60, 28, 9, 3))[0],
    )


def _what(
    number: int, supply: Supply, chance: random.Random
) -> tuple[tuple[PageToMake, ProfileId] | None, tuple[RoomToMake, StudioId] | None]:
    """Three in five book a person, one in five a place, one in five both for the same time."""
    kind = chance.choices(("page", "room", "both"), (3, 1, 1))[0]
    page = supply.bookable[number % len(supply.bookable)]
    if kind == "page":
        return page, None
    if kind == "room":
        return None, supply.rooms[number % len(supply.rooms)]
    near = [room for room in supply.rooms if room[0].city == page[0].person.city]
    return page, chance.choice(near) if near else None


def _at(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, STARTS_AT, zone)
