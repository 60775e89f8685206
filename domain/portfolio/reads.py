"""Looking at portfolios."""

from dataclasses import dataclass

from domain.errors import Forbidden
from domain.ids import ItemId, ProfileId
from domain.pages import Cursors, Page, page_limit
from domain.portfolio.model import ItemStatus, PortfolioItem
from domain.ports import UnitOfWork
from domain.profiles.reads import eyes_of, seen_page
from domain.profiles.visibility import sees
from domain.viewer import Viewer

LIST = "profilePortfolio"
LIMIT = 24


async def profile_portfolio(
    uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, *, cursor: str | None, limit: int | None
) -> Page[PortfolioItem]:
    """Newest first; the owner sees what is not published, too. Raises SP_NOT_FOUND."""
    place = portfolio_place(uow.cursors, profile_id, cursor=cursor, limit=limit)
    profile, _ = await seen_page(uow, viewer, profile_id)
    owner = profile.user_id == viewer.user_id
    items = await uow.portfolio.page_of_profile(
        profile_id, drafts=owner, before=place.before, limit=place.size + 1
    )
    shown = list(items[: place.size])
    more = len(items) > place.size
    return Page(shown, uow.cursors.seal(place.list_name, [shown[-1].id]) if more else None)


@dataclass(frozen=True)
class PortfolioPlace:
    """Where a page of items lies. A cursor belongs to the portfolio of one role page and opens no other."""

    list_name: str
    size: int
    before: ItemId | None


def portfolio_place(
    cursors: Cursors, profile_id: ProfileId, *, cursor: str | None, limit: int | None
) -> PortfolioPlace:
    """Raises VALIDATION_FAILED for a page without room or a cursor of another list."""
    list_name = f"{LIST}:{profile_id}"
    size = page_limit(limit, LIMIT)
    before: list[str] = cursors.open(list_name, cursor) if cursor is not None else []
    return PortfolioPlace(list_name, size, ItemId(before[0]) if before else None)


async def portfolio_item(uow: UnitOfWork, viewer: Viewer, slug: str) -> PortfolioItem | None:
    """A published item on a page that the viewer may see, or one of mine; None for any other.

    Raises CONTENT_UNAVAILABLE_DMCA for an item that staff took down.
    """
    item = await uow.portfolio.by_slug(slug)
    if item is None or item.owner_user_id == viewer.user_id:
        return item
    page = await uow.profiles.by_id(item.profile_id)
    if page is None or not sees(await eyes_of(uow, viewer), page):
        return None
    if item.status is ItemStatus.BLOCKED:
        raise Forbidden("CONTENT_UNAVAILABLE_DMCA", "This work is hidden while a claim is looked at.")
    return item if item.is_published else None
