"""Role pages with packages, hours and a portfolio, made and published by their owners."""

import random
from dataclasses import dataclass

from domain.ids import ProfileId, UserId
from domain.media.importing import Brought, bring_in
from domain.portfolio.actions import PURPOSE, Publication, create_portfolio_draft, publish_portfolio
from domain.portfolio.drafting import Draft
from domain.portfolio.model import MediaKind
from domain.profiles.actions import (
    create_service_profile,
    publish_service_profile,
    set_service_availability,
    set_service_packages,
)
from domain.profiles.completeness import MEDIA_NEEDED
from domain.profiles.drafting import Writing
from domain.profiles.model import AvailabilityWindow, Role
from domain.viewer import Viewer
from server.seed.people import Newcomer
from server.seed.pictures import portrait
from server.seed.trades import TRADE_NAME, about, offers
from server.seed.words import REGIONS, bio, some
from server.seed.world import Seeding


@dataclass(frozen=True)
class PageToMake:
    number: int
    owner: UserId
    person: Newcomer
    role: Role


async def make_page(city: Seeding, page: PageToMake) -> ProfileId:
    """From nothing to published, in the steps an owner takes."""
    chance = random.Random(f"page:{page.number}")
    viewer = city.viewer(page.owner)
    async with city.services.units() as uow:
        profile = await create_service_profile(uow, viewer, page.role, _writing(page, chance))
        await set_service_packages(uow, viewer, profile.id, offers(page.role, chance))
        await set_service_availability(uow, viewer, profile.id, _hours(chance))
    await _portfolio(city, viewer, page, profile.id, chance)
    async with city.services.units() as uow:
        await publish_service_profile(uow, viewer, profile.id)
    return profile.id


async def _portfolio(
    city: Seeding, viewer: Viewer, page: PageToMake, profile_id: ProfileId, chance: random.Random
) -> None:
    draft = Draft(
        title=f"Recent work {page.number}", genres=_genres(page.role, chance), city=page.person.city
    )
    sent = [
        # Pages of even numbers show even pictures, so of two processes each paints and scans one half.
        Brought(portrait(page.number * 7 + 2 * number), "image/jpeg", f"{number}.jpg")
        for number in range(MEDIA_NEEDED)
    ]
    pictures = await bring_in(city.services, viewer, PURPOSE, sent)
    async with city.services.units() as uow:
        item = await create_portfolio_draft(uow, viewer, profile_id, draft)
        for position, picture in enumerate(pictures):
            await uow.portfolio.add_picture(item.id, picture.id, MediaKind.IMAGE, position)
        await publish_portfolio(uow, viewer, item.id, Publication(pictures[0].id))


def _writing(page: PageToMake, chance: random.Random) -> Writing:
    city = page.person.city
    return Writing(
        display_name=page.person.name,
        bio=bio(chance, page.person.name.split()[0], TRADE_NAME[page.role], city.replace("-", " ").title()),
        city=city,
        region=REGIONS[city],
        travel_notes="Within 40 miles included." if chance.random() < 0.6 else None,
        languages=["en", *(["es"] if chance.random() < 0.4 else [])],
        tags=some(chance, frozenset({"fashion", "portrait", "music", "outdoor", "studio", "events"}), 1, 3),
        about=about(page.role, chance),
        radius_km=chance.choice((25, 50, 100)),
    )


def _hours(chance: random.Random) -> list[AvailabilityWindow]:
    """Weekdays, and for some the weekend: 0 is Sunday."""
    days = range(7) if chance.random() < 0.5 else range(1, 6)
    opens, closes = chance.choice((7, 8, 9)) * 60, chance.choice((18, 20, 22)) * 60
    return [AvailabilityWindow(day, opens, closes) for day in days]


def _genres(role: Role, chance: random.Random) -> list[str]:
    common = frozenset({"fashion", "editorial", "commercial"})
    return some(chance, common, 1, 3) if role is not Role.FANSUB else ["beauty"]
