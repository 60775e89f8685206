"""Role pages (contract profiles.graphql)."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from domain.ids import ProfileId
from domain.profiles import model
from domain.profiles.completeness import Measured, completeness_score, lacks
from domain.profiles.drafting import Writing
from schema.context import Info
from schema.media import Media
from schema.profiles.packages import ServicePackage
from schema.reading import Held, finished, read
from schema.reviews import Reputation
from schema.scalars import AWSJSON, AWSDate, AWSDateTime
from schema.spaces import AvailabilityWindow
from schema.trust import SocialPlatform

if TYPE_CHECKING:
    from schema.accounts import User
    from schema.context import Context
    from schema.studios import Studio

strawberry.enum(model.Role, name="RoleType")
RoleType: TypeAlias = model.Role


@strawberry.type
class SocialMetric(Held):
    platform: SocialPlatform = read()
    handle: str = read()
    verified: bool = read()
    followers: int | None = read()
    engagement_rate: float | None = read()
    avg_views: int | None = read()


def _completeness(found: dict[str, Any], _: "Context") -> int:
    return completeness_score(Measured.told(found))


def _missing(found: dict[str, Any] | None, _: "Context") -> list[str]:
    return [lack.path for lack in lacks(Measured.told(found))] if found else []


@strawberry.type
class ServiceProfile(Held):
    service_profile_id: strawberry.ID = read()
    user_id: strawberry.ID = read()
    user: Annotated["User", strawberry.lazy("schema.accounts")] = read()
    role: RoleType = read()
    handle: str = read()
    slug: str = read()
    display_name: str = read()
    bio: str = read()
    city: str = read()
    region: str | None = read()
    travel_notes: str | None = read()
    languages: list[str] = read()
    tags: list[str] = read()
    about_fields: AWSJSON = read()
    social: list[SocialMetric] = read()
    radius_km: int | None = read()
    packages: list[ServicePackage] = read()
    availability: list[AvailabilityWindow] = read()
    linked_studios: list[Annotated["Studio", strawberry.lazy("schema.studios")]] = read()
    cover: Media | None = read()
    is_published: bool = read()
    instant_book: bool = read()
    completeness_score: int = finished(_completeness)
    missing: list[str] = finished(_missing)
    safe_mode_band_max: int = read()
    rating_avg: float = read()
    rating_count: int = read()
    reputation: Reputation = read()
    price_from_cents: int = read()
    currency: str = read()
    portfolio_count: int = read()
    indexable: bool = read()
    created_at: AWSDateTime = read()
    updated_at: AWSDateTime = read()

    @strawberry.field
    async def availability_buckets(self, info: Info) -> list[AWSDate]:
        return await info.context.load.profile_free_days(ProfileId(self.ref[0]), info.context.clock.now())


@strawberry.input
class ServiceProfileInput:
    role: RoleType
    bio: str
    city: str
    about_fields: AWSJSON
    display_name: str | None = None
    region: str | None = None
    travel_notes: str | None = None
    languages: list[str] | None = None
    tags: list[str] | None = None
    social_fields: AWSJSON | None = None
    radius_km: int | None = None

    def to_domain(self) -> Writing:
        return Writing(
            display_name=self.display_name,
            bio=self.bio,
            city=self.city,
            region=self.region,
            travel_notes=self.travel_notes,
            languages=self.languages,
            tags=self.tags,
            about=self.about_fields,
            social=self.social_fields,
            radius_km=self.radius_km,
        )


@strawberry.input
class ServiceProfilePatch:
    display_name: str | None = None
    bio: str | None = None
    city: str | None = None
    region: str | None = None
    travel_notes: str | None = None
    languages: list[str] | None = None
    tags: list[str] | None = None
    about_fields: AWSJSON | None = None
    social_fields: AWSJSON | None = None
    radius_km: int | None = None
    cover_key: str | None = None

    def to_domain(self) -> Writing:
        return Writing(
            display_name=self.display_name,
            bio=self.bio,
            city=self.city,
            region=self.region,
            travel_notes=self.travel_notes,
            languages=self.languages,
            tags=self.tags,
            about=self.about_fields,
            social=self.social_fields,
            radius_km=self.radius_km,
        )
