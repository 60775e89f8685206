"""Portfolios."""

from domain.ids import ProfileId
from domain.portfolio import reads as asked
from persistence.read import portfolio as read
from resolvers.readings.base import Asking, Reading, reading


@reading("profile_portfolio")
def profile_portfolio(
    asking: Asking, role_profile_id: str, cursor: str | None = None, limit: int | None = asked.LIMIT
) -> Reading:
    place = asked.portfolio_place(asking.cursors, ProfileId(role_profile_id), cursor=cursor, limit=limit)
    values = {"profile": role_profile_id, "size": place.size, "before": place.before}
    return Reading(read.portfolio_page(resumed=place.before is not None), values, place.list_name)


@reading("portfolio_item")
def portfolio_item(_: Asking, slug: str) -> Reading:
    return Reading(read.ITEM_BY_SLUG, {"slug": slug})
