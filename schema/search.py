"""Search and its results (contract search.graphql)."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeAlias

import orjson
import strawberry

from domain.media.ports import Files
from domain.search import model
from domain.search.filters import (
    CreatorFilters,
    Filters,
    ModelFilters,
    PhotographerFilters,
    StudioFilters,
    VideographerFilters,
)
from domain.search.memory import Shown, print_of
from domain.search.query import SearchRequest
from schema.common import DateRangeInput
from schema.profiles import RoleType, SocialMetric
from schema.reading import Held, read
from schema.scalars import AWSJSON, AWSURL, AWSDate
from schema.trust import SocialPlatform

strawberry.enum(model.Surface, name="SearchSurface")
strawberry.enum(model.Sort, name="SearchSort")
SearchSurface: TypeAlias = model.Surface
SearchSort: TypeAlias = model.Sort
# The fields of one object by their Python names.
Values: TypeAlias = Mapping[str, Any]
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

    @cached_property
    def asked(self) -> tuple[SearchRequest, bytes]:
        """What is searched for, and its print: inputs are kept, and made once of equal JSON."""
        request = self.to_domain()
        return request, print_of(request)

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
class RankFactor(Held):
    factor: str = read()
    signal: float = read()
    weight: float = read()
    contribution: float = read()
    note: str | None = read()


@strawberry.type
class FacetBucket(Held):
    value: str = read()
    label: str = read()
    count: int = read()


@strawberry.type
class Facet(Held):
    field: str = read()
    buckets: list[FacetBucket] = read()


@strawberry.type
class SearchCard(Held):
    id: strawberry.ID = read()
    kind: str = read()
    score: float = read()
    distance_km: float | None = read()
    price_from_cents: int | None = read()
    price_to_cents: int | None = read()
    currency: str = read()
    city: str = read()
    region: str | None = read()
    display_name: str | None = read()
    name: str | None = read()
    handle: str | None = read()
    slug: str = read()
    role: RoleType | None = read()
    deep_link: str = read()
    verified: bool = read()
    trusted: bool | None = read()
    social_verified: bool | None = read()
    instant_book: bool = read()
    rating_avg: float = read()
    rating_count: int = read()
    is_new: bool = read()
    preview: AWSJSON | None = read()
    thumb_url: AWSURL | None = read()
    nsfw_band: int = read()
    highlights: list[str] = read()
    linked_studio_name: str | None = read()
    deposit_required: bool | None = read()
    available_on_date: bool | None = read()
    social: list[SocialMetric] = read()
    why: list[RankFactor] = read()

    @classmethod
    def of(cls, row: Values) -> "SearchCard":
        """A card as it was read, with what lies inside its documents as objects of their own."""
        inside = {
            "social": [SocialMetric(row=metric | {"verified": True}) for metric in row["social"]],
            "why": [RankFactor(row=factor) for factor in row["why"]],
        }
        return cls(row={**row, **inside})


@strawberry.type
class SearchPage(Held):
    items: list[SearchCard] = read()
    facets: list[Facet] = read()
    total: int = read()
    next_cursor: str | None = read()
    page: str | None = read()
    query_hash: str = read()
    suggestions: list[str] = read()

    @classmethod
    def of(cls, shown: Shown, cards: Sequence[Values]) -> "SearchPage":
        return cls(
            row={
                "items": [SearchCard.of(card) for card in cards],
                "facets": [_facet(facet) for facet in orjson.loads(shown.facets)],
                "total": shown.total,
                "next_cursor": shown.cursor,
                "page": shown.cursor,
                "query_hash": shown.query_hash,
                "suggestions": shown.suggestions,
            }
        )


def _facet(facet: Values) -> Facet:
    buckets = [FacetBucket(row=bucket) for bucket in facet["buckets"]]
    return Facet(row={"field": facet["field"], "buckets": buckets})


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
