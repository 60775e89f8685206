"""Studios: places that can be booked, with rates, a policy, closed times and pictures of their own."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Final, NewType

from domain.calendar.buffers import Buffers
from domain.calendar.local_time import DAY_MINUTES, WeeklyWindow
from domain.calendar.spans import Span
from domain.ids import MediaId, RateId, StudioId, UserId
from domain.media.model import Upload
from domain.media.states import ScanState

BlackoutId = NewType("BlackoutId", str)

DEFAULT_BUFFERS: Final = Buffers(before_min=30, after_min=30, cleaning_min=0)
WITHHELD_BAND: Final = 2
GEO_DECIMALS_IN_PUBLIC: Final = 2
"""About a kilometre: enough for a map of the neighbourhood, too coarse for the door."""


class RateKind(StrEnum):
    HOURLY = "hourly"
    SLOT = "slot"
    DAY = "day"


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Geo:
    lat: float
    lon: float

    def approximate(self) -> "Geo":
        """The same blurred point every time: noise could be averaged away, rounding cannot."""
        return Geo(round(self.lat, GEO_DECIMALS_IN_PUBLIC), round(self.lon, GEO_DECIMALS_IN_PUBLIC))


@dataclass(frozen=True, slots=True)
class Address:
    line1: str
    city: str
    region: str
    postal: str
    country: str
    line2: str | None = None


@dataclass(frozen=True, slots=True)
class StudioDetails:
    """What the owner writes about a place."""

    title: str
    description: str
    city: str
    region: str
    country: str
    geo: Geo
    address: Address
    amenities: tuple[str, ...]
    capacity_people: int
    size_sqft: int | None
    deposit_required: bool
    deposit_auth_cents: int
    house_rules: tuple[str, ...]
    insurance_confirmed: bool


@dataclass(frozen=True, slots=True)
class Studio:
    """One listing. With `owner_attends`, each booking takes the owner's own calendar as well."""

    studio_id: StudioId
    owner_user_id: UserId
    slug: str
    details: StudioDetails
    is_published: bool
    created_at: datetime
    updated_at: datetime
    verification_status: str = "none"
    owner_attends: bool = False
    instant_book: bool = True
    price_from_cents: int = 0
    currency: str = "USD"
    rating_avg: float = 0.0
    rating_count: int = 0

    @property
    def verified_studio(self) -> bool:
        return self.verification_status == "approved"

    @property
    def deposit_cents(self) -> int:
        return self.details.deposit_auth_cents if self.details.deposit_required else 0

    def owned_by(self, user_id: UserId | None) -> bool:
        return user_id is not None and user_id == self.owner_user_id


@dataclass(frozen=True, slots=True)
class Rate:
    """A price for some weekdays and wall-clock hours. An end at or before the start is on the next day."""

    rate_id: RateId
    studio_id: StudioId
    kind: RateKind
    name: str
    dow: tuple[int, ...]
    start_local: time
    end_local: time
    slot_minutes: int | None
    price_cents: int
    overtime_cents_per_30m: int = 0
    min_booking_minutes: int = 60
    max_booking_minutes: int | None = None
    tax_inclusive: bool = False
    active: bool = True

    @property
    def start_minute(self) -> int:
        return self.start_local.hour * 60 + self.start_local.minute

    @property
    def end_minute(self) -> int:
        end = self.end_local.hour * 60 + self.end_local.minute
        return end if end > self.start_minute else end + DAY_MINUTES

    @property
    def window_minutes(self) -> int:
        return self.end_minute - self.start_minute

    @property
    def windows(self) -> list[WeeklyWindow]:
        return [WeeklyWindow(day, self.start_minute, self.end_minute) for day in self.dow]


@dataclass(frozen=True, slots=True)
class Policy:
    """Times around a booking that stay free, and the cancellation terms."""

    buffers: Buffers = DEFAULT_BUFFERS
    cancellation_policy: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blackout:
    blackout_id: BlackoutId
    studio_id: StudioId
    span: Span
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StudioMedia:
    """Place of one upload in the gallery of a studio."""

    studio_id: StudioId
    media_id: MediaId
    kind: MediaKind
    position: int
    alt_text: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A gallery entry with what is known of its file."""

    media: StudioMedia
    upload: Upload

    @property
    def shown(self) -> bool:
        """Clean, and fit for the public: at most blurred."""
        return self.upload.state is ScanState.CLEAN and self.upload.nsfw_band < WITHHELD_BAND
