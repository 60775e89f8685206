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
from server.seed.world import Seeding

T = TypeVar("T")
# The city lives in steps of half a day: within one, several things happen at once.
STEP_S = 12 * 3600


@dataclass(frozen=True)
class Deed:
    """Something that somebody does about a booking, which has an id once it is made."""

    work: Callable[[Seeding, "Deed"], Awaitable[LbgId | None]]
    plan: Plan
    lbg_id: LbgId | None = None


async def live(hands: Crew, supply: Supply, count: int) -> None:
    async with hands.city.services.units() as uow:
        cities = {one.code: one for one in await uow.common.cities(active_only=False)}
    planned = plans(supply, count, wall_now(), cities)
    await hands.do(_open_account, _sellers(planned))
    booked: dict[int, LbgId] = {}
    deeds = _by_step(_deeds(planned))
    for step in sorted(deeds):
        await hands.live_until(min(datetime.fromtimestamp((step + 1) * STEP_S, UTC), wall_now()))
        # A booking is accepted days after it was made, so its id is known by then.
        due = [replace(deed, lbg_id=booked.get(deed.plan.number)) for deed in deeds[step]]
        made = await hands.do(_done, due)
        booked |= {deed.plan.number: lbg_id for deed, lbg_id in zip(due, made, strict=True) if lbg_id}
    await hands.live_until(wall_now())


async def _done(city: Seeding, deed: Deed) -> LbgId | None:
    return await deed.work(city, deed)


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


def _deeds(planned: list[Plan]) -> Iterator[tuple[datetime, Deed]]:
    for plan in planned:
        yield plan.books_at, Deed(_book, plan)
        if plan.accepts_at is not None:
            yield plan.accepts_at, Deed(_accept, plan)
        # Reviews come a day after the window in which silence accepts.
        yield plan.ends_at + timedelta(days=3), Deed(_rate, plan)


async def _book(city: Seeding, deed: Deed) -> LbgId:
    return await book(city, deed.plan)


async def _accept(city: Seeding, deed: Deed) -> None:
    if deed.lbg_id is None:
        raise RuntimeError(f"booking {deed.plan.number} is accepted before it is made")
    await accept(city, deed.plan, deed.lbg_id)


async def _rate(city: Seeding, deed: Deed) -> None:
    plan = deed.plan
    if plan.page is not None:
        await _rate_page(city, plan.page[1], plan.stars)
    if plan.room is not None:
        await _rate_room(city, plan.room[1], plan.stars)


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
