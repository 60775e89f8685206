"""The index follows the event log: a fact about a page, its owner or a booking writes its rows anew."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from domain.ids import Prefix
from domain.ports import Handler, Services, UnitOfWork
from domain.search.indexing import REFRESH_TIMER, index_pages, refresh_city
from domain.search.model import Surface

Pages = Mapping[Surface, Sequence[str]]

PAGE: Final = "search.index"
MEDIA: Final = "search.index_media"
OWNER: Final = "search.index_owner"
BOOKING: Final = "search.index_booking"

_PREFIXES: Final = {Prefix.PROFILE.value: Surface.PEOPLE, Prefix.STUDIO.value: Surface.STUDIOS}


async def _page(uow: UnitOfWork, payload: Mapping[str, Any]) -> Pages:
    """The page itself and, of a studio, the role pages that show its name."""
    named = pages_named([str(payload.get("target_id") or payload["subject"])])
    linked = await uow.search_sources.linked_to(named.get(Surface.STUDIOS, ()))
    return {**named, Surface.PEOPLE: linked} if linked else named


async def _showing(uow: UnitOfWork, payload: Mapping[str, Any]) -> Pages:
    return {Surface.STUDIOS: await uow.search_sources.showing(payload["subject"])}


async def _owned(uow: UnitOfWork, payload: Mapping[str, Any]) -> Pages:
    return await uow.search_sources.owned_by([str(payload.get("user_id") or payload["subject"])])


async def _booked(uow: UnitOfWork, payload: Mapping[str, Any]) -> Pages:
    """Everything of the sellers: a booking closes their time on all their pages."""
    sellers = await uow.search_sources.sellers_of(str(payload.get("lbg_id") or payload["subject"]))
    return await uow.search_sources.owned_by(sellers)


def pages_named(ids: Sequence[str]) -> Pages:
    """Pages by surface; an id that names neither kind of page is nobody's row."""
    found: dict[Surface, list[str]] = {}
    for page in ids:
        surface = _PREFIXES.get(page.partition("_")[0])
        if surface is not None:
            found.setdefault(surface, []).append(page)
    return found


def _indexing(kind: str, concerned: Callable[[UnitOfWork, Mapping[str, Any]], Awaitable[Pages]]) -> Handler:
    async def handler(services: Services, payload: Mapping[str, Any]) -> None:
        async with services.units() as uow:
            # Ten changes of one page in a row are indexed once, by whoever comes first.
            await uow.search_sources.take_over(kind, payload["subject"])
            await index_pages(uow, await concerned(uow, payload))

    return handler


async def refresh(services: Services, payload: Mapping[str, Any]) -> None:
    await refresh_city(services.units, payload["subject"])


JOBS: Final[Mapping[str, Handler]] = {
    PAGE: _indexing(PAGE, _page),
    MEDIA: _indexing(MEDIA, _showing),
    OWNER: _indexing(OWNER, _owned),
    BOOKING: _indexing(BOOKING, _booked),
}
TIMERS: Final[Mapping[str, Handler]] = {REFRESH_TIMER: refresh}
REACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "entity.updated",
            "studio.publish",
            "studio.unpublish",
            "studio.update",
            "studio.rate.add",
            "studio.rate.update",
            "studio.rate.delete",
            "studio.media.add",
            "studio.media.delete",
            "studio.blackout.add",
            "studio.blackout.delete",
            "studio.verification.approved",
            "studio.verification.revoked",
            "reputation.recompute",
        ),
        (PAGE,),
    ),
    **dict.fromkeys(("upload.success", "content.classified"), (MEDIA,)),
    **dict.fromkeys(("user.updated", "trust.idv.passed", "trust.idv.failed", "idv.expired"), (OWNER,)),
    **dict.fromkeys(
        (
            "leg.create",
            "lbg.confirmed",
            "calendar.blocked",
            "checkout.fail",
            "leg.completed",
            "booking.cancelled.buyer",
            "booking.cancelled.provider",
        ),
        (BOOKING,),
    ),
}
