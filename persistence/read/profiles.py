"""Role pages, and when their people can be booked (contract profiles.graphql, spec 10)."""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import CITEXT, array

from domain.profiles.model import CURRENCY, Role
from persistence.read.media import ALONE, is_shown
from persistence.read.model import VIEWER, Join, ReadModel, Row
from persistence.read.reputation import rating_avg, rating_count
from persistence.read.showing import (
    band_max,
    confirms_instantly,
    item_count,
    media_count,
    newest_cover,
    package_count,
    price_from,
)
from persistence.read.social import metrics
from persistence.read.studios import seen as studio_seen
from persistence.read.views import Ask, Many, One
from persistence.read.visibility import is_indexable, is_own, is_published, opens
from persistence.tables.accounts import account
from persistence.tables.media import upload
from persistence.tables.profiles import profile_studio, profile_window, review_stat, service_profile
from persistence.tables.studios import studio

_ROLES: Final = array([role.value for role in Role])
_LINKED: Final = (
    select(studio, profile_studio.c.profile_id, profile_studio.c.linked_at)
    .join(profile_studio, profile_studio.c.studio_id == studio.c.studio_id)
    .subquery()
)


def in_order_of_roles(page: Any) -> ColumnElement[int]:
    return func.array_position(_ROLES, page.role)


_OWNER = Join(account, lambda row, owner: owner.c.user_id == row.user_id)
_REVIEWS = Join(review_stat, lambda row, stat: stat.c.profile_id == row.profile_id)

PAGE = ReadModel(
    "ServiceProfile", service_profile, key=["profile_id"], joins={"owner": _OWNER, "reviews": _REVIEWS}
)
PAGE.columns(
    "user_id", "role", "display_name", "bio", "city", "region", "travel_notes", "languages", "tags",
    "radius_km", "created_at", "updated_at",
    service_profile_id="profile_id", about_fields="about",
)  # fmt: skip
PAGE.computed(
    handle=lambda row: row.owner.handle,
    slug=lambda row: func.lower(row.role),
    is_published=is_published,
    instant_book=confirms_instantly,
    rating_avg=rating_avg,
    rating_count=rating_count,
    price_from_cents=price_from,
    currency=lambda _: literal(CURRENCY),
    portfolio_count=item_count,
)
PAGE.field("safe_mode_band_max", apart=True)(band_max)
PAGE.field("indexable", apart=True)(is_indexable)
PAGE.refers("user", "User", lambda row: row.user_id)
PAGE.part("reputation", "Reputation")
PAGE.many(
    "packages",
    "ServicePackage",
    lambda row, package: and_(package.profile_id == row.profile_id, package.retired_at.is_(None)),
    order=lambda package: [package.position, package.package_id],
)
PAGE.many(
    "availability",
    "AvailabilityWindow",
    lambda row, window: window.profile_id == row.profile_id,
    order=lambda window: [window.position],
)
PAGE.many(
    "linked_studios",
    "Studio",
    lambda row, place: and_(place.profile_id == row.profile_id, studio_seen(place)),
    order=lambda place: [place.linked_at, place.studio_id],
    source=lambda _: _LINKED.alias(),
)
PAGE.one(
    "cover", "Media", lambda row, picture: picture.media_id == _cover(row), source=lambda _: ALONE.alias()
)


@PAGE.inputs("completeness_score", apart=True)
def measured(row: Row) -> ColumnElement[Any]:
    """What `domain.profiles.completeness.Measured` is made of."""
    has_radius = row.radius_km.is_not(None)
    head = func.json_build_array(
        row.region, row.travel_notes, row.languages, row.tags, row.cover_media_id, has_radius
    )
    return func.json_build_object(
        "role", row.role, "about", row.about, "head", head,
        "packages", package_count(row), "pictures", media_count(row),
    )  # fmt: skip


@PAGE.inputs("missing", apart=True)
def publishing(row: Row) -> ColumnElement[Any]:
    """Nothing for others than the owner."""
    return case((is_own(row), measured(row)))


def _cover(row: Row) -> ColumnElement[str | None]:
    """The page's own cover or, until that is clean, the one of its newest published item."""
    file = upload.alias()
    named = or_(file.c.media_id == row.cover_media_id, file.c.media_id == newest_cover(row))
    own_first = func.coalesce(file.c.media_id == row.cover_media_id, False).desc()
    found = select(file.c.media_id).where(named, is_shown(file.c)).order_by(own_first)
    return found.limit(1).scalar_subquery()


# A number that nobody proved is a claim, not a metric: it is for the owner.
PAGE.many(
    "social",
    "SocialMetric",
    lambda row, one: or_(is_own(row), cast(one.one["verified"].astext, Boolean)),
    order=lambda one: [one.place],
    source=lambda row: metrics(row, row.social),
)

WINDOW = ReadModel("AvailabilityWindow", profile_window, key=["profile_id", "position"])
WINDOW.columns("weekday", "start_minute", "end_minute", "effective_from", "effective_to", "blocked")


def _by_handle(row: Row, ask: Ask) -> ColumnElement[bool]:
    owner = account.alias()
    named = select(owner.c.user_id).where(owner.c.handle == ask("handle", CITEXT)).scalar_subquery()
    return and_(row.user_id == named, row.role == ask("role"), opens(row))


PAGE_BY_ID = One("ServiceProfile", lambda row, ask: and_(row.profile_id == ask("profile"), opens(row)))
PAGE_BY_HANDLE = One("ServiceProfile", _by_handle)
PAGES_OF_READER = Many(
    "ServiceProfile", lambda row, _: row.user_id == VIEWER, lambda row: [in_order_of_roles(row)]
)
