"""What search speaks of: where to look, what the index knows of a card, and what an engine hands back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from domain.profiles.model import Role


class Surface(StrEnum):
    PEOPLE = "people"
    STUDIOS = "studios"


class Sort(StrEnum):
    DEFAULT = "DEFAULT"
    TOP_RATED = "TOP_RATED"
    NEW = "NEW"
    DISTANCE = "DISTANCE"
    PRICE_LOW = "PRICE_LOW"
    PRICE_HIGH = "PRICE_HIGH"


@dataclass(frozen=True, slots=True)
class Point:
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Social:
    """A verified audience figure; unverified ones never reach the index."""

    platform: str
    handle: str
    followers: int | None = None
    engagement_rate: float | None = None
    avg_views: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture of a card, by the keys it is stored under."""

    key: str
    thumb_key: str
    width: int | None = None
    height: int | None = None
    alt: str = ""
    blur: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Of an active account, what its cards say about it."""

    user_id: str
    id_verified: bool
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What the platform knows of how an owner delivers, for ranking; shown to nobody as such."""

    rating_avg_hundredths: int = 0
    rating_count: int = 0
    bookings: int = 0
    bookings_recent: int = 0
    inquiries_recent: int = 0
    cancel_bps: int = 0
    dispute_bps: int = 0
    late_bps: int = 0

    def rated(self, average: float, count: int) -> "Standing":
        return replace(self, rating_avg_hundredths=round(average * 100), rating_count=count)


@dataclass(frozen=True, slots=True)
class Document:
    """One row of the index: what a public page shows, and the figures ranking needs; no more."""

    id: str
    surface: Surface
    owner_id: str
    role: Role | None
    title: str
    handle: str | None
    slug: str
    city: str
    region: str | None
    location: Point
    # How far the owner comes to the buyer; 0 for a place.
    reach_km: int
    currency: str
    price_from_cents: int | None
    price_to_cents: int | None
    verified: bool
    trusted: bool
    social_verified: bool
    instant_book: bool
    deposit_required: bool
    nsfw_band: int
    completeness: int
    standing: Standing
    published_at: datetime
    updated_at: datetime
    description: str = ""
    linked_studio: str | None = None
    preview: Preview | None = None
    highlights: tuple[str, ...] = ()
    social: tuple[Social, ...] = ()
    open_days: frozenset[date] = frozenset()
    # Values of the filterable fields of `domain.search.fields`, by field name.
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)

    @property
    def deep_link(self) -> str:
        """Always the role page or the studio page, never the account."""
        if self.surface is Surface.STUDIOS:
            return f"/studio/{self.slug}"
        return f"/u/{self.handle}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One match with the raw signals ranking needs. An engine fills it in and never weighs it."""

    id: str
    owner_id: str
    updated_at: datetime
    published_at: datetime
    distance_m: int
    # How well the words match, 0 to 1, by the engine's own measure; 0 when none were asked for.
    text: float
    price_from_cents: int | None
    verified: bool
    trusted: bool
    completeness: int
    standing: Standing
    # Open days among the coming `signals.HORIZON_DAYS`, and among the days asked for.
    open_coming: int
    open_asked: int
    # Of places only.
    amenities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found: at most the number asked for, and how many there are in truth."""

    candidates: tuple[Candidate, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Bucket:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    field: str
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the suggestion list. kind is profile, studio, genre, amenity, city or query."""

    text: str
    kind: str
    id: str | None = None
    deep_link: str | None = None
    thumb_key: str | None = None
