"""The head of a role page in one statement: its row, its owner's handle, its reviews, what it has to show."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, select

from domain.ids import MediaId, ProfileId, UserId
from domain.profiles.model import Platform, ProfileStatus, Role, ServiceProfile, Showing, SocialMetric
from domain.profiles.reputation import UNREVIEWED, ReviewStat
from persistence.read import showing
from persistence.read.visibility import PRESENT
from persistence.tables.accounts import account
from persistence.tables.profiles import review_stat, service_profile

_SHOWN: Final[Mapping[str, Callable[[Any], ColumnElement[Any]]]] = {
    "price_from_cents": showing.price_from,
    "package_count": showing.package_count,
    "media_count": showing.media_count,
    "item_count": showing.item_count,
    "band_max": showing.band_max,
    "unsafe_count": showing.unsafe_count,
    "cover_media_id": showing.newest_cover,
}


def heads() -> Select[Any]:
    """Every page; the caller narrows it. What a page shows is counted here, so no count can go stale."""
    return select(
        service_profile,
        account.c.handle,
        account.c.status.in_(PRESENT).label("owner_present"),
        showing.confirms_instantly(service_profile.c).label("instant_book"),
        review_stat.c.histogram,
        review_stat.c.recent_avg,
        review_stat.c.recent_weight,
        review_stat.c.last_review_at,
        *(count(service_profile.c).label(f"shown {name}") for name, count in _SHOWN.items()),
    ).select_from(
        service_profile.join(account, account.c.user_id == service_profile.c.user_id).outerjoin(
            review_stat, review_stat.c.profile_id == service_profile.c.profile_id
        )
    )


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
    return Showing(**{name: row[f"shown {name}"] for name in _SHOWN})


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
