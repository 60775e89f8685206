"""Role pages: heads, packages, hours, reviews and portfolios."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import orjson

from bench.data.media import Purpose, media_id, picture
from bench.data.numbers import made_id, mixed, share
from bench.data.people import People
from domain.ids import Prefix
from domain.profiles.model import Role
from domain.profiles.packages import PackageOffer
from server.seed.trades import TRADE_NAME, about, offers
from server.seed.words import bio

ROLES: Final = (Role.MODEL, Role.PHOTOGRAPHER, Role.VIDEOGRAPHER, Role.CREATOR)
PICTURES: Final = 6
PUBLISHED: Final = 0.95

PROFILE: Final = (
    *("profile_id", "user_id", "role", "display_name", "bio", "city", "region", "travel_notes", "languages"),
    *("tags", "about", "social", "radius_km", "cover_media_id", "status", "created_at", "updated_at"),
)
PACKAGE: Final = (
    *("package_id", "profile_id", "position", "name", "slug", "price_cents", "duration_min", "includes"),
    *("licence_type", "licence_notes", "tier_adder_cents", "recurring"),
)
ADDON: Final = ("addon_id", "package_id", "position", "name", "price_cents")
WINDOW: Final = ("profile_id", "position", "weekday", "start_minute", "end_minute", "blocked")
REVIEWS: Final = ("profile_id", "histogram", "recent_avg", "recent_weight", "last_review_at")
RULE: Final = ("rule_id", "profile_id", "allow_ib")
ITEM: Final = (
    *("item_id", "owner_user_id", "profile_id", "title", "slug", "city", "genres", "cover_media_id"),
    *("status", "created_at", "updated_at"),
)
ITEM_MEDIA: Final = ("media_id", "item_id", "kind", "position")


@dataclass(frozen=True)
class Pages:
    people: People

    @property
    def numbers(self) -> range:
        return range(self.people.sizes.profiles)

    def owner(self, number: int) -> int:
        return number % self.people.sizes.sellers

    def role(self, number: int) -> Role:
        """A second page of the same person is of the next trade."""
        return ROLES[(self.owner(number) + number // self.people.sizes.sellers) % len(ROLES)]

    def opened(self, number: int) -> datetime:
        return self.people.joined(self.owner(number)) + timedelta(days=1, minutes=number % 600)

    def id(self, number: int) -> str:
        return made_id(Prefix.PROFILE, self.opened(number), number)

    def is_published(self, number: int) -> bool:
        return share(number, 21) < PUBLISHED

    def offers(self, number: int) -> list[PackageOffer]:
        return _offers(self.role(number), number)

    def package_id(self, number: int, position: int) -> str:
        return made_id(Prefix.PACKAGE, self.opened(number), number * 8 + position)

    def picture_id(self, number: int, position: int) -> str:
        return media_id(Purpose.PORTFOLIO, number * PICTURES + position, self.opened(number))

    def profiles(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            yield self._profile(number)

    def _profile(self, number: int) -> tuple[Any, ...]:
        chance, owner, role = random.Random(number), self.owner(number), self.role(number)
        name, (city, city_name, region, *_) = self.people.name(owner), self.people.city(owner)
        at = self.opened(number)
        status = "published" if self.is_published(number) else "draft"
        return (
            *(self.id(number), self.people.id(owner), role.value, name),
            *(bio(chance, name.partition(" ")[0], TRADE_NAME[role], city_name), city, region),
            *("Anywhere with an airport." if number % 3 == 0 else None, ["en", "es"][: 1 + number % 2]),
            *(chance.sample(("portrait", "studio", "outdoor", "music", "food"), 3),),
            *(_json(about(role, chance)), _json(_social(number, name))),
            *((25, 50, 100)[number % 3], self.picture_id(number, 0) if number % 2 else None, status, at, at),
        )

    def packages(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            for position, offer in enumerate(self.offers(number)):
                licence = offer.licensing
                yield (
                    *(self.package_id(number, position), self.id(number), position, offer.name),
                    *(offer.name.lower().replace(" ", "-"), offer.price_cents, offer.duration_min),
                    *(list(offer.includes), licence.type if licence else None),
                    *(licence.notes if licence else None, _json(licence.tier_adders if licence else {})),
                    *(False,),
                )

    def addons(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            at = self.opened(number)
            for position, offer in enumerate(self.offers(number)):
                for place, addon in enumerate(offer.addons):
                    made = made_id(Prefix.ADDON, at, number * 32 + position * 4 + place)
                    yield made, self.package_id(number, position), place, addon.name, addon.price_cents

    def windows(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            for position, weekday in enumerate(range(1, 6 + number % 2)):
                yield self.id(number), position, weekday, 540, 1080, False

    def reviews(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            if share(number, 22) < 0.85:
                good, fair = mixed(number, 23) % 40, mixed(number, 24) % 12
                average = round(3.8 + share(number, 25) * 1.2, 2)
                last = self.people.today - timedelta(days=mixed(number, 26) % 60)
                yield self.id(number), [0, number % 2, number % 3, fair, good + 1], average, 3.0, last

    def rules(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            if share(number, 27) < 0.4:
                yield made_id(Prefix.RULE, self.opened(number), number), self.id(number), True

    def item_id(self, number: int) -> str:
        return made_id(Prefix.ITEM, self.opened(number), number)

    def items(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            owner, at = self.owner(number), self.opened(number)
            yield (
                *(self.item_id(number), self.people.id(owner), self.id(number), f"Recent work {number}"),
                *(f"recent-work-{number}", self.people.city(owner)[0], ["fashion", "editorial"]),
                *(self.picture_id(number, 0), "published", at, at),
            )

    def item_media(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            for position in range(PICTURES):
                yield self.picture_id(number, position), self.item_id(number), "image", position

    def pictures(self) -> Iterator[tuple[Any, ...]]:
        for number in self.numbers:
            owner, at = self.people.id(self.owner(number)), self.opened(number)
            for position in range(PICTURES):
                yield picture(Purpose.PORTFOLIO, number * PICTURES + position, owner, at)


@lru_cache(maxsize=200_000)
def _offers(role: Role, number: int) -> list[PackageOffer]:
    return offers(role, random.Random(number))


def _social(number: int, name: str) -> list[dict[str, Any]]:
    """Every other page has one audience, half of those proved."""
    if number % 2:
        return []
    return [
        {
            "platform": ("INSTAGRAM", "TIKTOK", "YOUTUBE")[number % 3],
            "handle": f"{name.rpartition(' ')[2].lower()}{number}",
            "verified": number % 4 == 0,
            "followers": 1_000 + mixed(number, 28) % 90_000,
            "engagement_rate": round(share(number, 29) * 0.08, 3),
            "avg_views": 500 + mixed(number, 30) % 9_000,
        }
    ]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
