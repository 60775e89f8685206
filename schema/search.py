"""Search and its results (contract search.graphql)."""

from typing import Final, TypeAlias

import strawberry

from domain.media.ports import Files
from domain.search import actions, model, ranking
from domain.search.filters import (
    CreatorFilters,
    Filters,
    ModelFilters,
    PhotographerFilters,
    StudioFilters,
    VideographerFilters,
)
from domain.search.query import SearchRequest
from domain.search.shares import shown
from schema.common import DateRangeInput
from schema.profiles import RoleType, SocialMetric
from schema.scalars import AWSJSON, AWSURL, AWSDate
from schema.trust import SocialPlatform

strawberry.enum(model.Surface, name="SearchSurface")
strawberry.enum(model.Sort, name="SearchSort")
SearchSurface: TypeAlias = model.Surface
SearchSort: TypeAlias = model.Sort
BEST_FIRST: Final = model.Sort.DEFAULT


@strawberry.input
class ModelFiltersInput:
    height_min_cm: int | None = None
    height_max_cm: int | None = None
    genres: list[str] | None = None
    experience_min_years: int | None = None
    travel_ready: bool | None = None

    def to_domain(self) -> Filters:
        return ModelFilters(**vars(self))


@strawberry.input
class PhotographerFiltersInput:
    specialties: list[str] | None = None
    studio_access: bool | None = None
    turnaround_max_days: int | None = None
    insurance: bool | None = None

    def to_domain(self) -> Filters:
        return PhotographerFilters(**vars(self))


@strawberry.input
class VideographerFiltersInput:
    specialties: list[str] | None = None
    audio_capability: bool | None = None
    deliverable_formats: list[str] | None = None
    turnaround_max_days: int | None = None

    def to_domain(self) -> Filters:
        return VideographerFilters(**vars(self))


@strawberry.input
class CreatorFiltersInput:
    platforms: list[SocialPlatform] | None = None
    categories: list[str] | None = None
    verified_social: bool | None = None
    min_followers: int | None = None

    def to_domain(self) -> Filters:
        platforms = None if self.platforms is None else [platform.value for platform in self.platforms]
        return CreatorFilters(platforms, self.categories, self.verified_social, self.min_followers)


@strawberry.input
class StudiosFiltersInput:
    amenities: list[str] | None = None
    deposit_required: bool | None = None
    verified_only: bool | None = None
    size_min_sqft: int | None = None
    size_max_sqft: int | None = None
    capacity_min: int | None = None
    min_ceiling_ft: float | None = None
    natural_light: bool | None = None
    parking: bool | None = None
    accessible_step_free: bool | None = None
    accessible_elevator: bool | None = None
    accessible_restroom: bool | None = None
    accessible_parking: bool | None = None

    def to_domain(self) -> Filters:
        return StudioFilters(**vars(self))


@strawberry.input
class SearchInput:
    city: str
    surface: SearchSurface | None = None
    scope: str | None = None
    role: RoleType | None = None
    query: str | None = None
    lat: float | None = None
    lon: float | None = None
    origin_lat: float | None = None
    origin_lon: float | None = None
    radius_km: int | None = 50
    date: AWSDate | None = None
    date_range: DateRangeInput | None = None
    budget_min_cents: int | None = None
    budget_max_cents: int | None = None
    rating_min: float | None = None
    verified_only: bool | None = None
    instant_book_only: bool | None = None
    safe_mode: bool | None = True
    any: AWSJSON | None = None
    all: AWSJSON | None = None
    model: ModelFiltersInput | None = None
    photographer: PhotographerFiltersInput | None = None
    videographer: VideographerFiltersInput | None = None
    creator: CreatorFiltersInput | None = None
    studios: StudiosFiltersInput | None = None
    sort: SearchSort | None = BEST_FIRST
    cursor: str | None = None
    page: str | None = None
    page_size: int | None = 20

    def to_domain(self) -> SearchRequest:
        groups = (self.model, self.photographer, self.videographer, self.creator, self.studios)
        return SearchRequest(
            city=self.city,
            surface=self.surface,
            scope=self.scope,
            role=self.role,
            query=self.query,
            lat=self.lat,
            lon=self.lon,
            origin_lat=self.origin_lat,
            origin_lon=self.origin_lon,
            radius_km=self.radius_km,
            day=self.date,
            days=(self.date_range.from_, self.date_range.to) if self.date_range else None,
            budget_min_cents=self.budget_min_cents,
            budget_max_cents=self.budget_max_cents,
            rating_min=self.rating_min,
            verified_only=self.verified_only,
            instant_book_only=self.instant_book_only,
            safe_mode=self.safe_mode,
            any=self.any,
            all=self.all,
            filters=tuple(group.to_domain() for group in groups if group),
            sort=self.sort,
            cursor=self.cursor,
            page=self.page,
            page_size=self.page_size,
        )


@strawberry.type
class RankFactor:
    factor: str
    signal: float
    weight: float
    contribution: float
    note: str | None

    @classmethod
    def of(cls, factor: ranking.Factor) -> "RankFactor":
        return cls(
            factor=factor.name.value,
            signal=shown(factor.signal),
            weight=factor.weight,
            contribution=shown(factor.contribution),
            note=factor.note,
        )


@strawberry.type
class FacetBucket:
    value: str
    label: str
    count: int


@strawberry.type
class Facet:
    field: str
    buckets: list[FacetBucket]

    @classmethod
    def of(cls, facet: model.Facet) -> "Facet":
        return cls(
            field=facet.field,
            buckets=[FacetBucket(value=b.value, label=b.label, count=b.count) for b in facet.buckets],
        )


@strawberry.type
class SearchCard:
    id: strawberry.ID
    kind: str
    score: float
    distance_km: float | None
    price_from_cents: int | None
    price_to_cents: int | None
    currency: str
    city: str
    region: str | None
    display_name: str | None
    name: str | None
    handle: str | None
    slug: str
    role: RoleType | None
    deep_link: str
    verified: bool
    trusted: bool | None
    social_verified: bool | None
    instant_book: bool
    rating_avg: float
    rating_count: int
    is_new: bool
    preview: AWSJSON | None
    thumb_url: AWSURL | None
    nsfw_band: int
    highlights: list[str]
    linked_studio_name: str | None
    deposit_required: bool | None
    available_on_date: bool | None
    social: list[SocialMetric]
    why: list[RankFactor]

    @classmethod
    def of(cls, card: actions.Card, files: Files) -> "SearchCard":
        document, scored = card.document, card.scored
        person = document.surface is model.Surface.PEOPLE
        return cls(
            id=strawberry.ID(document.id),
            kind="service_profile" if person else "studio",
            score=shown(scored.score),
            distance_km=scored.candidate.distance_m / 1000,
            price_from_cents=document.price_from_cents,
            price_to_cents=document.price_to_cents,
            currency=document.currency,
            city=document.city,
            region=document.region,
            display_name=document.title if person else None,
            name=None if person else document.title,
            handle=document.handle,
            slug=document.slug,
            role=document.role,
            deep_link=document.deep_link,
            verified=document.verified,
            trusted=document.trusted if person else None,
            social_verified=document.social_verified if person else None,
            instant_book=document.instant_book,
            rating_avg=document.standing.rating_avg_hundredths / 100,
            rating_count=document.standing.rating_count,
            is_new=card.is_new,
            preview=_preview(document.preview, files),
            thumb_url=AWSURL(files.public_url(document.preview.thumb_key)) if document.preview else None,
            nsfw_band=document.nsfw_band,
            highlights=list(document.highlights),
            linked_studio_name=document.linked_studio,
            deposit_required=None if person else document.deposit_required,
            available_on_date=card.available,
            social=[_social(metric) for metric in document.social],
            why=[RankFactor.of(factor) for factor in scored.why],
        )


@strawberry.type
class SearchPage:
    items: list[SearchCard]
    facets: list[Facet]
    total: int
    next_cursor: str | None
    page: str | None
    query_hash: str
    suggestions: list[str]

    @classmethod
    def of(cls, results: actions.Results, files: Files) -> "SearchPage":
        return cls(
            items=[SearchCard.of(card, files) for card in results.cards],
            facets=[Facet.of(facet) for facet in results.facets],
            total=results.total,
            next_cursor=results.cursor,
            page=results.cursor,
            query_hash=results.query_hash,
            suggestions=list(results.suggestions),
        )


@strawberry.type
class SuggestItem:
    text: str
    kind: str
    id: strawberry.ID | None
    deep_link: str | None
    thumb_url: AWSURL | None

    @classmethod
    def of(cls, item: model.Suggestion, files: Files) -> "SuggestItem":
        return cls(
            text=item.text,
            kind=item.kind,
            id=strawberry.ID(item.id) if item.id else None,
            deep_link=item.deep_link,
            thumb_url=AWSURL(files.public_url(item.thumb_key)) if item.thumb_key else None,
        )


def _preview(preview: model.Preview | None, files: Files) -> AWSJSON | None:
    if preview is None:
        return None
    return {
        "url": files.public_url(preview.key),
        "thumbUrl": files.public_url(preview.thumb_key),
        "width": preview.width,
        "height": preview.height,
        "alt": preview.alt,
        "blur": preview.blur,
    }


def _social(metric: model.Social) -> SocialMetric:
    """Only verified figures are in the index."""
    return SocialMetric(
        platform=SocialPlatform(metric.platform),
        handle=metric.handle,
        verified=True,
        followers=metric.followers,
        engagement_rate=metric.engagement_rate,
        avg_views=metric.avg_views,
    )
