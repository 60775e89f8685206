"""Looking at studios: pages, prices, and when they can be had."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar.availability import asked_range, not_yet_past
from domain.calendar.spans import Span
from domain.ids import StudioId
from domain.ports import UnitOfWork
from domain.studios.actions import city_of, require_open
from domain.studios.model import Rate, Studio
from domain.studios.policy import no_such_studio, seen
from domain.studios.schedule import schedule
from domain.viewer import Viewer


async def studio_page(uow: UnitOfWork, viewer: Viewer, slug: str) -> Studio:
    """A studio by its address. Raises NOT_FOUND, or SEARCH_CITY_GATED to anyone but its owner."""
    studio = await uow.studios.seen_by_slug(slug, viewer.user_id)
    if studio is None:
        raise no_such_studio()
    if not studio.owned_by(viewer.user_id):
        require_open(await city_of(uow, studio.details.city))
    return studio


async def my_studios(uow: UnitOfWork, viewer: Viewer) -> Sequence[Studio]:
    return await uow.studios.owned_by(viewer.require_user())


async def studio_rates(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> list[Rate]:
    """What the studio costs; rates that are switched off only to its owner."""
    studio = await seen(uow, viewer, studio_id)
    rates = (await uow.studios.rates([studio_id])).get(studio_id, [])
    return visible_rates(rates, to_owner=studio.owned_by(viewer.user_id))


def visible_rates(rates: Sequence[Rate], *, to_owner: bool) -> list[Rate]:
    return [rate for rate in rates if rate.active or to_owner]


async def studio_availability(
    uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, start: datetime, end: datetime
) -> list[Span]:
    """The times that can still be booked in the range."""
    studio = await seen(uow, viewer, studio_id)
    within = not_yet_past(asked_range(start, end, uow.now), uow.now)
    if within is None:
        return []
    return (await schedule(uow, studio, within)).free_times(within)
