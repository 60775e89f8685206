"""Sixty days in the city: bookings made, sessions held and accepted, sellers paid, each in its time."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from domain.ids import LbgId, ProfileId, StudioId, UserId
from domain.money.accounts import create_onboarding_link
from integrations.clock import wall_now
from server.seed.bookings import accept, book
from server.seed.crew import Crew
from server.seed.plans import Plan, plans
from server.seed.supply import Supply
from server.seed.world import Seeding, side_by_side

T = TypeVar("T")
# The city lives in steps of half a day: within one, several things happen at once.
STEP_S = 12 * 3600


@dataclass(frozen=True)
class Moment:
    """Something that somebody does at a time."""

    at: datetime
    work: Callable[[], Awaitable[None]]


async def live(hands: Crew, supply: Supply, count: int) -> None:
    city = hands.city
    async with city.services.units() as uow:
        cities = {one.code: one for one in await uow.common.cities(active_only=False)}
    planned = plans(supply, count, wall_now(), cities)
    await side_by_side(lambda owner: _open_account(city, owner), _sellers(planned))
    booked: dict[int, LbgId] = {}
    wanted = _by_step((plan.books_at, plan) for plan in planned)
    moments = _by_step((moment.at, moment) for moment in _moments(city, planned, booked))
    for step in sorted({*wanted, *moments}):
        await hands.live_until(min(datetime.fromtimestamp((step + 1) * STEP_S, UTC), wall_now()))
        booking = wanted.get(step, [])
        ids = await hands.do(book, booking)
        booked |= {plan.number: lbg_id for plan, lbg_id in zip(booking, ids, strict=True)}
        await side_by_side(lambda moment: moment.work(), moments.get(step, []))
    await hands.live_until(wall_now())


def _by_step(timed: Iterable[tuple[datetime, T]]) -> dict[int, list[T]]:
    steps: dict[int, list[T]] = {}
    for at, what in timed:
        steps.setdefault(int(at.timestamp()) // STEP_S, []).append(what)
    return steps


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
        if plan.accepts_at is not None:
            yield Moment(plan.accepts_at, _acceptance(city, plan, booked))
        # Reviews come a day after the window in which silence accepts.
        yield Moment(plan.ends_at + timedelta(days=3), _rating(city, plan))


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
