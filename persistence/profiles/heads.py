"""The head of a role page in one statement: its row, its owner's handle, its reviews, what it has to show."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
)

from domain.accounts.model import AccountStatus
from domain.ids import MediaId, ProfileId, UserId
from domain.media.states import ScanState
from domain.portfolio.model import ItemStatus
from domain.profiles.model import (
    BAND_WITHHELD,
    Platform,
    ProfileStatus,
    Role,
    ServiceProfile,
    Showing,
    SocialMetric,
)
from domain.profiles.reputation import UNREVIEWED, ReviewStat
from persistence.tables.accounts import account
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_item, portfolio_media
from persistence.tables.profiles import auto_accept_rule, review_stat, service_package, service_profile

OPEN: Final = [AccountStatus.ACTIVE.value, AccountStatus.PAUSED.value]
_GALLERY: Final[FromClause] = portfolio_media.join(
    portfolio_item, portfolio_item.c.item_id == portfolio_media.c.item_id
).join(upload, upload.c.media_id == portfolio_media.c.media_id)
_IN_PUBLIC: Final[ColumnElement[bool]] = and_(
    portfolio_item.c.profile_id == service_profile.c.profile_id,
    portfolio_item.c.status == ItemStatus.PUBLISHED.value,
)
_CLEAN: Final[ColumnElement[bool]] = upload.c.state == ScanState.CLEAN.value
# As `Standing.UNSAFE` has it: judged and turned down, not merely never sent.
_UNSAFE: Final[ColumnElement[bool]] = or_(
    and_(upload.c.state == ScanState.BLOCKED.value, upload.c.bytes > 0),
    and_(_CLEAN, upload.c.nsfw_band >= BAND_WITHHELD),
)
_INSTANT: Final[ColumnElement[bool]] = exists().where(
    auto_accept_rule.c.profile_id == service_profile.c.profile_id, auto_accept_rule.c.allow_ib
)
_OFFERED: Final[ColumnElement[bool]] = and_(
    service_package.c.profile_id == service_profile.c.profile_id, service_package.c.retired_at.is_(None)
)


def heads() -> Select[Any]:
    """Every page; the caller narrows it. What a page shows is counted here, so no count can go stale."""
    return select(
        service_profile,
        account.c.handle,
        account.c.status.in_(OPEN).label("owner_present"),
        and_(account.c.id_verified, _INSTANT).label("instant_book"),
        review_stat.c.histogram,
        review_stat.c.recent_avg,
        review_stat.c.recent_weight,
        review_stat.c.last_review_at,
        _of_packages(func.min(service_package.c.price_cents)).label("price_from_cents"),
        _of_packages(func.count()).label("package_count"),
        _of_gallery(func.count(), _CLEAN, upload.c.nsfw_band < BAND_WITHHELD).label("media_count"),
        _of_gallery(func.max(upload.c.nsfw_band), _CLEAN).label("band_max"),
        _of_gallery(func.count(), _UNSAFE).label("unsafe_count"),
        _of_items(func.count()).scalar_subquery().label("item_count"),
        _of_items(portfolio_item.c.cover_media_id)
        .order_by(portfolio_item.c.item_id.desc())
        .limit(1)
        .scalar_subquery()
        .label("newest_cover_id"),
    ).select_from(
        service_profile.join(account, account.c.user_id == service_profile.c.user_id).outerjoin(
            review_stat, review_stat.c.profile_id == service_profile.c.profile_id
        )
    )


def _of_packages(counted: ColumnElement[Any]) -> ScalarSelect[Any]:
    return select(counted).select_from(service_package).where(_OFFERED).scalar_subquery()


def _of_items(value: ColumnElement[Any]) -> Select[Any]:
    return select(value).select_from(portfolio_item).where(_IN_PUBLIC)


def _of_gallery(counted: ColumnElement[Any], *only: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(counted).select_from(_GALLERY).where(_IN_PUBLIC, *only).scalar_subquery()


def profile_of(row: RowMapping) -> ServiceProfile:
    return ServiceProfile(
        id=ProfileId(row["profile_id"]),
        user_id=UserId(row["user_id"]),
        handle=row["handle"],
        role=Role(row["role"]),
        display_name=row["display_name"],
        bio=row["bio"],
        city=row["city"],
        region=row["region"],
        travel_notes=row["travel_notes"],
        languages=tuple(row["languages"]),
        tags=tuple(row["tags"]),
        about=row["about"],
        social=tuple(_metric_of(metric) for metric in row["social"]),
        radius_km=row["radius_km"],
        cover_media_id=MediaId(row["cover_media_id"]) if row["cover_media_id"] else None,
        status=ProfileStatus(row["status"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        owner_present=row["owner_present"],
        instant_book=row["instant_book"],
        reviews=_reviews_of(row),
        showing=_showing_of(row),
    )


def row_of(profile: ServiceProfile) -> dict[str, Any]:
    return {
        "profile_id": profile.id,
        "user_id": profile.user_id,
        "role": profile.role.value,
        "display_name": profile.display_name,
        "bio": profile.bio,
        "city": profile.city,
        "region": profile.region,
        "travel_notes": profile.travel_notes,
        "languages": list(profile.languages),
        "tags": list(profile.tags),
        "about": dict(profile.about),
        "social": [_kept(metric) for metric in profile.social],
        "radius_km": profile.radius_km,
        "cover_media_id": profile.cover_media_id,
        "status": profile.status.value,
        "created_at": profile.created_at,
        "updated_at": profile.updated_at,
    }


def _showing_of(row: RowMapping) -> Showing:
    return Showing(
        price_from_cents=row["price_from_cents"] or 0,
        package_count=row["package_count"],
        media_count=row["media_count"],
        item_count=row["item_count"],
        band_max=row["band_max"] or 0,
        unsafe_count=row["unsafe_count"],
        cover_media_id=MediaId(row["newest_cover_id"]) if row["newest_cover_id"] else None,
    )


def _reviews_of(row: RowMapping) -> ReviewStat:
    if row["histogram"] is None:
        return UNREVIEWED
    one, two, three, four, five = row["histogram"]
    return ReviewStat(
        histogram=(one, two, three, four, five),
        recent_avg=row["recent_avg"],
        recent_weight=row["recent_weight"],
        last_review_at=row["last_review_at"],
    )


def _metric_of(kept: Mapping[str, Any]) -> SocialMetric:
    return SocialMetric(**{**kept, "platform": Platform(kept["platform"])})


def _kept(metric: SocialMetric) -> dict[str, Any]:
    return {
        "platform": metric.platform.value,
        "handle": metric.handle,
        "verified": metric.verified,
        "followers": metric.followers,
        "engagement_rate": metric.engagement_rate,
        "avg_views": metric.avg_views,
    }
