"""Studios with their rates, terms and galleries."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

import orjson

from bench.data.media import Purpose, media_id, picture
from bench.data.numbers import chosen, made_id, mixed, share
from bench.data.people import People
from domain.ids import Prefix
from server.seed.words import ROOM_WORDS, RULES, room_description

PICTURES: Final = 4
AMENITIES: Final = (
    *("wifi", "parking", "makeup_area", "green_screen", "north_light", "sound_treated", "loading_dock"),
    *("ground_floor", "freight_elevator", "kitchenette"),
)
QUARTERS: Final = ("East End", "Midtown", "Mueller", "Arts District", "Old Town", "Riverside")
EVERY_DAY: Final = list(range(7))

STUDIO: Final = (
    *("studio_id", "owner_user_id", "slug", "title", "description", "city", "region", "country", "lat"),
    *("lon", "address", "amenities", "capacity_people", "size_sqft", "deposit_required"),
    *("deposit_auth_cents", "house_rules", "insurance_confirmed", "is_published", "verification_status"),
    *("owner_attends", "instant_book", "price_from_cents", "currency", "rating_avg", "rating_count"),
    *("created_at", "updated_at"),
)
RATE: Final = (
    *("rate_id", "studio_id", "kind", "name", "dow", "start_local", "end_local", "price_cents"),
    *("overtime_cents_per_30m", "min_booking_minutes", "tax_inclusive", "active"),
)
POLICY: Final = (
    "studio_id",
    "buffer_before_min",
    "buffer_after_min",
    "cleaning_min",
    "cancellation_policy",
)
GALLERY: Final = ("studio_id", "media_id", "kind", "alt_text", "position")


@dataclass(frozen=True)
class Rooms:
    people: People

    @property
    def numbers(self) -> range:
        return range(self.people.sizes.studios)

    def owner(self, number: int) -> int:
        return self.people.owner(number)

    def city(self, number: int) -> str:
        return self.people.city(self.owner(number))[0]

    def opened(self, number: int) -> datetime:
        return self.people.joined(self.owner(number)) + timedelta(days=2, minutes=number % 600)

    def id(self, number: int) -> str:
        return made_id(Prefix.STUDIO, self.opened(number), number)

    def title(self, number: int) -> str:
        return f"{chosen(QUARTERS, number, 41)} {chosen(ROOM_WORDS, number, 42)} {number}"

    def hourly_cents(self, number: int) -> int:
        return 4_000 + mixed(number, 43) % 17 * 500

    def deposit_cents(self, number: int) -> int:
        return 20_000 + number % 4 * 5_000 if number % 2 else 0

    def rules(self, number: int) -> list[str]:
        return random.Random(number).sample(RULES, 3)

    def studios(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            yield self._studio(number)

    def _studio(self, number: int) -> tuple[Any, ...]:
        chance, at = random.Random(number), self.opened(number)
        city, city_name, region, lat, lon, _ = self.people.city(self.owner(number))
        people, sqft, deposit = chance.randint(4, 24), chance.randint(10, 60) * 50, self.deposit_cents(number)
        title, street = self.title(number), f"{100 + number} {chosen(QUARTERS, number, 41)} Street"
        address = {"line1": street, "line2": None, "city": city_name, "region": region, "postal": "77003"}
        return (
            *(self.id(number), self.people.id(self.owner(number)), f"room-{number}", title),
            *(room_description(chance, title, sqft, people), city, region, "US"),
            *(lat + chance.uniform(-0.1, 0.1), lon + chance.uniform(-0.1, 0.1)),
            *(_json(address | {"country": "US"}), chance.sample(AMENITIES, 5), people, sqft, deposit > 0),
            *(deposit, self.rules(number), True, share(number, 44) < 0.95),
            *("approved" if number % 3 else "none", False, number % 2 == 0, self.hourly_cents(number)),
            *("USD", round(3.5 + share(number, 45) * 1.5, 2), mixed(number, 46) % 60, at, at),
        )

    def rates(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            made, hourly = made_id(Prefix.RATE, self.opened(number), number), self.hourly_cents(number)
            yield (
                *(made, self.id(number), "hourly", "Hourly", EVERY_DAY, time(8), time(22), hourly),
                *(hourly // 2, 120, False, True),
            )

    def policies(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            yield self.id(number), 30, 30, 0, "{}"

    def gallery(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            title, at = self.title(number), self.opened(number)
            for position in range(PICTURES):
                media = media_id(Purpose.STUDIO, number * PICTURES + position, at)
                yield self.id(number), media, "image", title, position

    def pictures(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            owner, at = self.people.id(self.owner(number)), self.opened(number)
            for position in range(PICTURES):
                yield picture(Purpose.STUDIO, number * PICTURES + position, owner, at)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
