"""Looking at portfolios."""

from domain.errors import Forbidden
from domain.ids import ItemId, ProfileId
from domain.pages import Page, page_limit
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
    most = page_limit(limit, LIMIT)
    before = _position(uow, profile_id, cursor)
    profile, _ = await seen_page(uow, viewer, profile_id)
    owner = profile.user_id == viewer.user_id
    items = await uow.portfolio.page_of_profile(profile_id, drafts=owner, before=before, limit=most + 1)
    shown = list(items[:most])
    more = len(items) > most
    return Page(shown, uow.cursors.seal(_list_of(profile_id), [shown[-1].id]) if more else None)


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


def _position(uow: UnitOfWork, profile_id: ProfileId, cursor: str | None) -> ItemId | None:
    if cursor is None:
        return None
    (position,) = uow.cursors.open(_list_of(profile_id), cursor)
    return ItemId(position)


def _list_of(profile_id: ProfileId) -> str:
    """A cursor belongs to one page's portfolio and opens no other."""
    return f"{LIST}:{profile_id}"
