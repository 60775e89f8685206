"""Finished work on role pages (contract portfolio.graphql, spec 10)."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select

from domain.media.states import ScanState
from domain.portfolio.model import ItemStatus
from domain.profiles.model import BAND_SHOWN
from persistence.read.media import IN_PORTFOLIOS, band_of, is_shown
from persistence.read.model import VIEWER, ReadModel, Row
from persistence.read.studios import seen as studio_seen
from persistence.read.views import Ask, One, Page
from persistence.read.visibility import opens, sees
from persistence.tables.portfolio import portfolio_item
from persistence.tables.profiles import service_profile


def _is_own(item: Any) -> ColumnElement[bool]:
    return func.coalesce(item.owner_user_id == VIEWER, false())


def _is_published(item: Any) -> ColumnElement[bool]:
    live: ColumnElement[bool] = item.status == ItemStatus.PUBLISHED.value
    return live


def _hangs(item: Any, picture: Any) -> ColumnElement[bool]:
    """The owner sees every picture with its state; others what is clean."""
    return and_(picture.item_id == item.item_id, or_(_is_own(item), is_shown(picture)))


ITEM = ReadModel("PortfolioItem", portfolio_item, key=["item_id"])
ITEM.columns(
    "title", "slug", "owner_user_id", "city", "shoot_date", "genres", "status", "created_at", "updated_at",
    id="item_id", role_profile_id="profile_id", studio_used_id="studio_id",
)  # fmt: skip
ITEM.computed(verified_booking=lambda row: row.verified_leg_id.is_not(None))
ITEM.refers("owner", "User", lambda row: row.owner_user_id)
ITEM.one(
    "studio_used",
    "Studio",
    lambda row, place: and_(place.studio_id == row.studio_id, studio_seen(place)),
)
ITEM.one(
    "cover",
    "Media",
    lambda row, picture: and_(picture.media_id == row.cover_media_id, _hangs(row, picture)),
    source=lambda _: IN_PORTFOLIOS.alias(),
)
ITEM.many(
    "media",
    "Media",
    _hangs,
    order=lambda picture: [picture.position, picture.media_id],
    source=lambda _: IN_PORTFOLIOS.alias(),
)
ITEM.part("case_study", "CaseStudy", lambda row: row.case_study.is_not(None))


@ITEM.field(apart=True)
def sfw_band(row: Row) -> ColumnElement[int]:
    """The highest among the pictures that the reader sees; 0 when none was looked at."""
    picture = IN_PORTFOLIOS.alias().c
    highest = select(func.max(band_of(picture))).where(_hangs(row, picture), _was_looked_at(picture))
    return func.coalesce(highest.scalar_subquery(), BAND_SHOWN)


@ITEM.field(apart=True)
def indexable(row: Row) -> ColumnElement[bool]:
    return and_(_is_published(row), sfw_band(row) == BAND_SHOWN)


def _was_looked_at(picture: Any) -> ColumnElement[bool]:
    """Shown or unsafe, as `Picture.standing` has it: a file that never came was not looked at."""
    turned_down = and_(picture.state == ScanState.BLOCKED.value, picture.bytes.is_distinct_from(0))
    return or_(picture.state == ScanState.CLEAN.value, turned_down)


STORY = ReadModel("CaseStudy")
STORY.computed(
    client_type=lambda row: row.case_study["client_type"],
    summary=lambda row: row.case_study["summary"],
    deliverables=lambda row: row.case_study["deliverables"],
    results=lambda row: row.case_study["results"],
    budget_low_cents=lambda row: row.case_study["budget_low_cents"],
    budget_high_cents=lambda row: row.case_study["budget_high_cents"],
)

PORTFOLIO_PAGE = ReadModel("PortfolioPage")
PORTFOLIO_PAGE.pages("items", "PortfolioItem")


def _on_seen_page(item: Any) -> ColumnElement[bool]:
    page = service_profile.alias()
    return exists().where(page.c.profile_id == item.profile_id, sees(page.c))


def _item_seen(row: Row, ask: Ask) -> ColumnElement[bool]:
    in_public = and_(_is_published(row), _on_seen_page(row))
    return and_(row.slug == ask("slug"), or_(_is_own(row), in_public))


ITEM_BY_SLUG = One("PortfolioItem", _item_seen)


@cache
def portfolio_page(*, resumed: bool) -> Page:
    """Newest first; the owner sees what is not published, too."""

    def rows(ask: Ask) -> Select[Any]:
        item = portfolio_item.c
        newest = select(item.item_id, item.item_id.label("last_item")).where(
            item.profile_id == ask("profile"), or_(_is_published(item), _is_own(item))
        )
        if resumed:
            newest = newest.where(item.item_id < ask("before"))
        return newest.order_by(item.item_id.desc())

    def guard(ask: Ask) -> ColumnElement[bool]:
        page = service_profile.alias()
        return exists().where(page.c.profile_id == ask("profile"), opens(page.c))

    return Page("PortfolioItem", rows, guard)
