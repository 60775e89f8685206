"""What helps a role page that shows too few pictures, or wrong ones: the next step that really is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.errors import Remedy
from domain.ids import ProfileId
from domain.portfolio.gallery import Picture, Standing, any_that, shown
from domain.portfolio.model import ItemStatus, PortfolioItem
from domain.portfolio.publishing import may_settle, without_unsafe
from domain.ports import UnitOfWork

UNSAFE = Standing.UNSAFE
WAITING = frozenset({ItemStatus.DRAFT, ItemStatus.PENDING})


@dataclass(frozen=True)
class PortfolioRemedies:
    """`more` adds to what a page shows; `cleaner` takes out what the scan turned down."""

    more: tuple[Remedy, ...]
    cleaner: tuple[Remedy, ...]


async def portfolio_remedies(uow: UnitOfWork, profile_id: ProfileId) -> PortfolioRemedies:
    items = [
        item for item in await uow.portfolio.of_profile(profile_id) if item.status is not ItemStatus.BLOCKED
    ]
    pictures = await uow.portfolio.pictures([item.id for item in items])
    ready = (publish_remedy(item, pictures.get(item.id, ())) for item in items if item.status in WAITING)
    unsafe = (item for item in items if item.is_published and any_that(pictures.get(item.id, ()), UNSAFE))
    return PortfolioRemedies(
        more=(*(remedy for remedy in ready if remedy is not None), more_pictures(profile_id, items)),
        cleaner=tuple(without_unsafe(item.id, pictures[item.id]) for item in unsafe),
    )


def publish_remedy(item: PortfolioItem, pictures: Sequence[Picture]) -> Remedy | None:
    """Publishing an item whose pictures are all clean; None where something stands in the way."""
    clean = shown(pictures)
    cover = item.cover_media_id or (clean[0].media_id if clean else None)
    if not may_settle(pictures, cover):
        return None
    variables = {"input": {"id": item.id, "coverMediaId": cover}}
    return Remedy("publishPortfolio", variables, f"Publish {len(clean)} clean pictures")


def more_pictures(profile_id: ProfileId, items: Sequence[PortfolioItem]) -> Remedy:
    """Adding to the newest item, or starting one. A null is for the owner to fill in."""
    if not items:
        draft: dict[str, Any] = {"roleProfileId": profile_id, "title": None, "genres": []}
        return Remedy("createPortfolioDraft", {"input": draft}, "Start a portfolio item")
    upload = {"itemId": items[-1].id, "mediaKind": "image", "fileName": None}
    return Remedy("uploadPortfolioMedia", upload, "Add pictures")
