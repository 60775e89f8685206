"""Sixty days in the city: bookings made, sessions held and accepted, sellers paid, each in its time."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from domain.ids import LbgId, ProfileId, StudioId, UserId
from domain.money.accounts import create_onboarding_link
from integrations.clock import wall_now
from server.seed.bookings import accept, book
from server.seed.plans import Plan, plans
from server.seed.supply import Supply
from server.seed.world import Seeding, side_by_side

# The city lives in steps of this length: within one, several things happen at once.
STEP = timedelta(hours=12)


@dataclass(frozen=True)
class Moment:
    """Something that somebody does at a time."""

    at: datetime
    work: Callable[[], Awaitable[None]]


async def live(city: Seeding, supply: Supply, count: int) -> None:
    async with city.services.units() as uow:
        cities = {one.code: one for one in await uow.common.cities(active_only=False)}
    planned = plans(supply, count, wall_now(), cities)
    await side_by_side(lambda owner: _open_account(city, owner), _sellers(planned))
    booked: dict[int, LbgId] = {}
    moments = sorted(_moments(city, planned, booked), key=lambda moment: moment.at)
    for step, group in groupby(moments, key=lambda moment: moment.at.timestamp() // STEP.total_seconds()):
        await city.live_until(datetime.fromtimestamp((step + 1) * STEP.total_seconds(), UTC))
        await side_by_side(lambda moment: moment.work(), list(group))
    await city.live_until(wall_now())


def _sellers(planned: list[Plan]) -> list[UserId]:
    pages = [plan.page[0].owner for plan in planned if plan.page]
    rooms = [plan.room[0].owner for plan in planned if plan.room]
    return list(dict.fromkeys([*pages, *rooms]))


async def _open_account(city: Seeding, owner: UserId) -> None:
    """The seller tells the processor who they are, as they would in its pages."""
    address = await create_onboarding_link(city.services, city.viewer(owner), None)
    await city.sandbox.open_address(address.url)


def _moments(city: Seeding, planned: list[Plan], booked: dict[int, LbgId]) -> Iterator[Moment]:
    for plan in planned:
        yield Moment(plan.books_at, _booking(city, plan, booked))
        if plan.accepts_at is not None:
            yield Moment(plan.accepts_at, _acceptance(city, plan, booked))
        # Reviews come a day after the window in which silence accepts.
        yield Moment(plan.ends_at + timedelta(days=3), _rating(city, plan))


def _booking(city: Seeding, plan: Plan, booked: dict[int, LbgId]) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        booked[plan.number] = await book(city, plan)

    return work


def _acceptance(city: Seeding, plan: Plan, booked: dict[int, LbgId]) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        await accept(city, plan, booked[plan.number])

    return work


def _rating(city: Seeding, plan: Plan) -> Callable[[], Awaitable[None]]:
    async def work() -> None:
        if plan.page is not None:
            await _rate_page(city, plan.page[1], plan.stars)
        if plan.room is not None:
            await _rate_room(city, plan.room[1], plan.stars)

    return work


async def _rate_page(city: Seeding, profile_id: ProfileId, stars: int) -> None:
    async with city.services.units() as uow:
        profile = await uow.profiles.holding(profile_id)
        if profile is not None:
            await uow.profiles.set_reviews(profile_id, profile.reviews.with_review(stars, uow.now))


async def _rate_room(city: Seeding, studio_id: StudioId, stars: int) -> None:
    async with city.services.units() as uow:
        studio = await uow.studios.holding(studio_id, None)
        if studio is not None:
            count = studio.rating_count + 1
            average = (studio.rating_avg * studio.rating_count + stars) / count
            await uow.studios.save(replace(studio, rating_avg=average, rating_count=count))
