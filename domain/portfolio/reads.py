"""Looking at portfolios."""

from domain.ids import ItemId, ProfileId
from domain.pages import Page, page_limit
from domain.portfolio.model import PortfolioItem
from domain.ports import UnitOfWork
from domain.profiles.reads import seen_page
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


def _position(uow: UnitOfWork, profile_id: ProfileId, cursor: str | None) -> ItemId | None:
    if cursor is None:
        return None
    (position,) = uow.cursors.open(_list_of(profile_id), cursor)
    return ItemId(position)


def _list_of(profile_id: ProfileId) -> str:
    """A cursor belongs to one page's portfolio and opens no other."""
    return f"{LIST}:{profile_id}"
