"""Accounts and their pictures: sellers first, then studio owners, then those who only buy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from bench.data.media import Purpose, media_id, picture
from bench.data.numbers import chosen, made_id, share
from bench.data.sizes import Sizes
from domain.ids import Prefix

FIRST: Final = (
    *("Ana", "Marcus", "Noor", "Wes", "Freya", "Hugo", "Ivan", "Lena", "Tariq", "Mei", "Sofía", "Jonas"),
    *("Priya", "Caleb", "Zoë", "Omar", "Ruth", "Kofi", "Elif", "Paul"),
)
LAST: Final = (
    *("Cole", "Aguilar", "Fontenot", "Larsen", "Suarez", "Whitfield", "Quinn", "Ali", "Okafor", "Nguyen"),
    *("Brandt", "Moreau", "Iversen", "Castillo", "Pham", "Reyes", "Novak", "Hale", "Sato", "Weiss"),
)
# Code, name, region, place, zone: the cities that are open after the migrations.
CITIES: Final = (
    ("houston", "Houston", "TX", 29.7604, -95.3698, "America/Chicago"),
    ("austin", "Austin", "TX", 30.2672, -97.7431, "America/Chicago"),
    ("los-angeles", "Los Angeles", "CA", 34.0522, -118.2437, "America/Los_Angeles"),
    ("new-york", "New York", "NY", 40.7128, -74.0060, "America/New_York"),
    ("phoenix", "Phoenix", "AZ", 33.4484, -112.0740, "America/Phoenix"),
)
JOINED: Final = timedelta(days=420)
WITH_AVATAR: Final = 0.8

ACCOUNT: Final = (
    *("user_id", "email", "email_verified", "handle", "display_name", "legal_name", "city", "region"),
    *("avatar_media_id", "groups", "is18_plus_attested", "age_verified", "id_verified", "timezone"),
    *("created_at", "updated_at"),
)


@dataclass(frozen=True)
class People:
    """Everybody, by number. `today` is the day that everything else is counted from."""

    sizes: Sizes
    today: datetime

    def joined(self, number: int) -> datetime:
        span = timedelta(days=60).total_seconds()
        return self.today - JOINED + timedelta(seconds=int(span * number / self.sizes.users))

    def id(self, number: int) -> str:
        return _user_id(self, number)

    def name(self, number: int) -> str:
        return f"{chosen(FIRST, number, 11)} {chosen(LAST, number, 12)}"

    def city(self, number: int) -> tuple[str, str, str, float, float, str]:
        return CITIES[number % len(CITIES)]

    def owner(self, number: int) -> int:
        """The number among all of the number-th studio owner."""
        return self.sizes.sellers + number % self.sizes.owners

    def buyer(self, number: int) -> int:
        return self.sizes.sellers + self.sizes.owners + number % self.sizes.buyers

    def avatar(self, number: int) -> str | None:
        return media_id(Purpose.AVATAR, number, self.joined(number)) if self._is_shown(number) else None

    def _is_shown(self, number: int) -> bool:
        return share(number, 13) < WITH_AVATAR

    def groups(self, number: int) -> list[str]:
        if number < self.sizes.sellers:
            return ["buyer", "seller"]
        is_owner = number < self.sizes.sellers + self.sizes.owners
        return ["buyer", "studio_owner"] if is_owner else ["buyer"]

    def accounts(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.sizes.users):
            yield self._account(number)

    def _account(self, number: int) -> tuple[Any, ...]:
        name, (city, _, region, _, _, zone) = self.name(number), self.city(number)
        handle = f"{name.replace(' ', '_').lower().replace('í', 'i').replace('ë', 'e')}_{number}"
        verified, at = share(number, 14) < 0.6, self.joined(number)
        return (
            *(self.id(number), f"{handle}@bench.example", True, handle, name, name, city, region),
            *(self.avatar(number), self.groups(number), True, verified, verified, zone),
            *(at, at),
        )

    def avatars(self) -> Iterator[tuple[Any, ...]]:
        for number in range(self.sizes.users):
            if self._is_shown(number):
                yield picture(Purpose.AVATAR, number, self.id(number), self.joined(number))


@lru_cache(maxsize=500_000)
def _user_id(people: People, number: int) -> str:
    return made_id(Prefix.USER, people.joined(number), number)
