"""Role pages (contract profiles.graphql)."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from domain.profiles import completeness, model
from domain.profiles.drafting import Writing
from domain.profiles.visibility import is_indexable
from domain.viewer import Viewer
from schema.context import Info
from schema.media import Media
from schema.profiles.packages import ServicePackage
from schema.reading import Held, read
from schema.reviews import Reputation
from schema.scalars import AWSJSON, AWSDate, AWSDateTime
from schema.spaces import AvailabilityWindow
from schema.trust import SocialPlatform

if TYPE_CHECKING:
    from schema.accounts import User
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

    @classmethod
    def of(cls, metric: model.SocialMetric) -> "SocialMetric":
        return cls(row=asdict(metric))


@strawberry.type
class ServiceProfile:
    page: strawberry.Private[model.ServiceProfile]
    # Whether the viewer owns the page, which opens its private side to them.
    own: strawberry.Private[bool]
    service_profile_id: strawberry.ID
    user_id: strawberry.ID
    role: RoleType
    handle: str
    slug: str
    display_name: str
    bio: str
    city: str
    region: str | None
    travel_notes: str | None
    languages: list[str]
    tags: list[str]
    about_fields: AWSJSON
    social: list[SocialMetric]
    radius_km: int | None
    is_published: bool
    instant_book: bool
    completeness_score: int
    missing: list[str]
    safe_mode_band_max: int
    rating_avg: float
    rating_count: int
    reputation: Reputation
    price_from_cents: int
    currency: str
    portfolio_count: int
    indexable: bool
    created_at: AWSDateTime
    updated_at: AWSDateTime

    @classmethod
    def of(cls, page: model.ServiceProfile, viewer: Viewer) -> "ServiceProfile":
        own = page.user_id == viewer.user_id
        return cls(
            page=page,
            own=own,
            service_profile_id=strawberry.ID(page.id),
            user_id=strawberry.ID(page.user_id),
            role=page.role,
            handle=page.handle,
            slug=page.role.slug,
            display_name=page.display_name,
            bio=page.bio,
            city=page.city,
            region=page.region,
            travel_notes=page.travel_notes,
            languages=list(page.languages),
            tags=list(page.tags),
            about_fields=dict(page.about),
            social=[SocialMetric.of(metric) for metric in (page.social if own else page.public_social)],
            radius_km=page.radius_km,
            is_published=page.is_published,
            instant_book=page.instant_book,
            completeness_score=completeness.completeness_score(page),
            missing=[lack.path for lack in completeness.lacks(page)] if own else [],
            safe_mode_band_max=page.showing.band_max,
            rating_avg=page.reviews.average,
            rating_count=page.reviews.count,
            reputation=Reputation.of(page.reviews),
            price_from_cents=page.showing.price_from_cents,
            currency=model.CURRENCY,
            portfolio_count=page.showing.item_count,
            indexable=is_indexable(page),
            created_at=page.created_at,
            updated_at=page.updated_at,
        )

    @strawberry.field
    async def user(self, info: Info) -> Annotated["User", strawberry.lazy("schema.accounts")]:
        return await info.context.load.user(self.page.user_id)

    @strawberry.field
    async def packages(self, info: Info) -> list[ServicePackage]:
        packages = await info.context.load.profile_packages.load(self.page.id)
        return [ServicePackage.of(package) for package in packages]

    @strawberry.field
    async def availability(self, info: Info) -> list[AvailabilityWindow]:
        windows = await info.context.load.profile_windows.load(self.page.id)
        return [AvailabilityWindow.of(window) for window in windows]

    @strawberry.field
    async def availability_buckets(self, info: Info) -> list[AWSDate]:
        return await info.context.load.profile_free_days(self.page.id, info.context.clock.now())

    @strawberry.field
    async def linked_studios(
        self, info: Info
    ) -> list[Annotated["Studio", strawberry.lazy("schema.studios")]]:
        return await info.context.load.linked_studios(self.page.id)

    @strawberry.field
    async def cover(self, info: Info) -> Media | None:
        upload = await info.context.load.profile_cover(self.page)
        return Media(ref=(upload.id,)) if upload else None


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
