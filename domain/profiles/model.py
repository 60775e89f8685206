"""The page of one person in one role: what they offer, for how much, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.ids import AddonId, MediaId, PackageId, ProfileId, RuleId, UserId
from domain.profiles.reputation import UNREVIEWED, ReviewStat

About = Mapping[str, Any]
"""Role-specific fields, as checked by `domain.profiles.rules`: only known keys with well-typed values."""

CURRENCY: Final = "USD"
BAND_SHOWN: Final = 0
BAND_BLURRED: Final = 1
BAND_WITHHELD: Final = 2


class Role(StrEnum):
    """A trade that a person can offer; one page per role and account."""

    MODEL = "MODEL"
    PHOTOGRAPHER = "PHOTOGRAPHER"
    VIDEOGRAPHER = "VIDEOGRAPHER"
    CREATOR = "CREATOR"
    FANSUB = "FANSUB"

    @property
    def slug(self) -> str:
        return self.value.lower()


class ProfileStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class LicenceType(StrEnum):
    """How the result may be used; spelled as the contract's licence tiers."""

    STANDARD = "standard"
    COMMERCIAL = "commercial"
    ADS = "ads"
    EXCLUSIVE = "exclusive"
    BUYOUT = "buyout"


class Platform(StrEnum):
    INSTAGRAM = "INSTAGRAM"
    TIKTOK = "TIKTOK"
    YOUTUBE = "YOUTUBE"
    X = "X"


@dataclass(frozen=True)
class PackageAddon:
    """An extra that can be added to a package."""

    id: AddonId
    name: str
    price_cents: int


@dataclass(frozen=True)
class PackageLicensing:
    """The licence a package comes with, and what a wider one adds to its price."""

    type: LicenceType
    notes: str | None = None
    tier_adder_cents: Mapping[LicenceType, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class ServicePackage:
    """A bookable offer of a role page."""

    id: PackageId
    profile_id: ProfileId
    name: str
    slug: str
    price_cents: int
    duration_min: int
    includes: tuple[str, ...] = ()
    addons: tuple[PackageAddon, ...] = ()
    licensing: PackageLicensing | None = None
    recurring: bool = False


@dataclass(frozen=True)
class AvailabilityWindow:
    """A weekly stretch of local wall time in the city of the page. Weekday 0 is Sunday."""

    weekday: int
    start_minute: int
    end_minute: int
    effective_from: date | None = None
    effective_to: date | None = None
    blocked: bool = False


@dataclass(frozen=True)
class SocialMetric:
    """Audience numbers from one platform; `verified` is only ever set from proof, never by the owner."""

    platform: Platform
    handle: str
    verified: bool = False
    followers: int | None = None
    engagement_rate: float | None = None
    avg_views: int | None = None


@dataclass(frozen=True)
class Showing:
    """What a page has to show for itself: packages, and pictures in published items.

    `media_count` and `band_max` are about clean ones, `unsafe_count` about those the scan turned down.
    """

    price_from_cents: int = 0
    package_count: int = 0
    media_count: int = 0
    item_count: int = 0
    band_max: int = BAND_SHOWN
    unsafe_count: int = 0
    # Cover of the newest published item, for a page that has no cover of its own.
    cover_media_id: MediaId | None = None


@dataclass(frozen=True)
class AutoAcceptRule:
    """Lets a matching request confirm without waiting for the seller. Bit 0 of the mask is Monday."""

    id: RuleId
    profile_id: ProfileId
    allow_ib: bool
    min_price_cents: int | None = None
    weekday_mask: int | None = None
    max_distance_mi: float | None = None


NOTHING_YET: Final = Showing()


@dataclass(frozen=True)
class ServiceProfile:
    """The head of a role page; packages, windows and studios are read beside it."""

    id: ProfileId
    user_id: UserId
    handle: str
    role: Role
    display_name: str
    bio: str
    city: str
    created_at: datetime
    updated_at: datetime
    region: str | None = None
    travel_notes: str | None = None
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    about: About = field(default_factory=dict)
    social: tuple[SocialMetric, ...] = ()
    radius_km: int | None = None
    cover_media_id: MediaId | None = None
    status: ProfileStatus = ProfileStatus.DRAFT
    # False while the account is suspended or on its way out: what it published is not there meanwhile.
    owner_present: bool = True
    # An instant-book rule is active and the owner's identity is verified.
    instant_book: bool = False
    reviews: ReviewStat = UNREVIEWED
    showing: Showing = NOTHING_YET

    @property
    def is_published(self) -> bool:
        return self.status is ProfileStatus.PUBLISHED

    @property
    def is_public(self) -> bool:
        return self.is_published and self.owner_present

    @property
    def public_social(self) -> tuple[SocialMetric, ...]:
        """What others may see: a number that nobody proved is a claim, not a metric."""
        return tuple(metric for metric in self.social if metric.verified)
