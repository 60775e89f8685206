"""Places with rates, rules and pictures, made and published by their owners."""

import random
from dataclasses import dataclass

from domain.common.taxonomy import keys
from domain.ids import StudioId, UserId
from domain.media.importing import Brought, bring_in
from domain.studios.actions import create_studio, publish_studio
from domain.studios.gallery import OfferedMedia, add_media
from domain.studios.model import Address, Geo, StudioDetails
from domain.studios.publishing import PHOTOS_MIN
from domain.studios.rates import RateTerms, add_rate
from domain.viewer import Viewer
from server.seed.pictures import room
from server.seed.words import (
    NEIGHBOURHOODS,
    PLACES,
    REGIONS,
    RULES,
    room_description,
    room_name,
    some,
)
from server.seed.world import Seeding

EVERY_DAY, WEEKEND = (0, 1, 2, 3, 4, 5, 6), (0, 6)


@dataclass(frozen=True)
class RoomToMake:
    number: int
    owner: UserId
    city: str


async def make_room(city: Seeding, wanted: RoomToMake) -> StudioId:
    """From nothing to published, in the steps an owner takes."""
    chance = random.Random(f"room:{wanted.number}")
    viewer = city.viewer(wanted.owner)
    async with city.services.units() as uow:
        studio = await create_studio(uow, viewer, _details(wanted, chance))
        for terms in _rates(chance):
            await add_rate(uow, viewer, studio.studio_id, terms)
    sent = await _send(city, viewer, wanted)
    async with city.services.units() as uow:
        for key in sent:
            await add_media(uow, viewer, studio.studio_id, OfferedMedia(key, "image"))
        await publish_studio(uow, viewer, studio.studio_id)
    return studio.studio_id


async def _send(city: Seeding, viewer: Viewer, wanted: RoomToMake) -> list[str]:
    sent = [
        Brought(room(wanted.number * 5 + 2 * number), "image/jpeg", f"room-{number}.jpg")
        for number in range(PHOTOS_MIN)
    ]
    return [upload.key for upload in await bring_in(city.services, viewer, "studio", sent)]


def _details(wanted: RoomToMake, chance: random.Random) -> StudioDetails:
    near = chance.choice(NEIGHBOURHOODS[wanted.city])
    name = room_name(chance, near)
    lat, lon = PLACES[wanted.city]
    sqft, people = chance.randrange(400, 3_200, 50), chance.randint(4, 30)
    deposit = chance.choice((0, 0, 20_000, 35_000, 50_000))
    region = REGIONS[wanted.city]
    return StudioDetails(
        title=f"{name} {wanted.number}",
        description=room_description(chance, name, sqft, people),
        city=wanted.city,
        region=region,
        country="US",
        geo=Geo(lat + chance.uniform(-0.12, 0.12), lon + chance.uniform(-0.12, 0.12)),
        address=Address(f"{chance.randint(100, 9900)} {near} Street", near, region, "77003", "US"),
        amenities=tuple(some(chance, keys("amenity"), 5, 11)),
        capacity_people=people,
        size_sqft=sqft,
        deposit_required=deposit > 0,
        deposit_auth_cents=deposit,
        house_rules=tuple(chance.sample(RULES, 3)),
        insurance_confirmed=chance.random() < 0.7,
    )


def _rates(chance: random.Random) -> list[RateTerms]:
    hourly = chance.randrange(4_500, 14_000, 500)
    weekday = _terms("hourly", "Hourly", EVERY_DAY, hourly)
    choices = [
        [weekday],
        [weekday, _terms("day", "Whole day", EVERY_DAY, hourly * 8)],
        [weekday, _terms("slot", "Weekend half day", WEEKEND, hourly * 4, slot=240)],
    ]
    return chance.choice(choices)


def _terms(kind: str, name: str, days: tuple[int, ...], cents: int, *, slot: int | None = None) -> RateTerms:
    return RateTerms(
        kind=kind,
        name=name,
        dow=days,
        start_local="08:00",
        end_local="22:00",
        slot_minutes=slot,
        price_cents=cents,
        overtime_cents_per_30m=cents // 8 if kind != "hourly" else cents // 2,
        min_booking_minutes=120 if kind != "day" else 480,
        max_booking_minutes=None,
        tax_inclusive=False,
        active=True,
    )
