"""Public settings: what a client must know before its first screen. Operators may set other values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain.bookings.leg_policy import ACCEPTANCE_WINDOW, HOLD_LENGTH
from domain.common.cities import City
from domain.media.purposes import PURPOSES
from domain.pages import MOST
from domain.profiles import packages
from domain.profiles.completeness import MEDIA_NEEDED
from domain.studios import rules
from domain.studios.publishing import PHOTOS_MIN

FLAGS: Mapping[str, bool] = MappingProxyType(
    {
        "booking.instant": True,
        "booking.studios": True,
        "search.autocomplete": True,
        "messaging.typing": True,
    }
)
SAFE_MODE_DEFAULT = "safe_mode.default"
LOCALES = ("en-US",)
CURRENCY = "USD"


@dataclass(frozen=True)
class AppConfig:
    flags: Mapping[str, bool]
    limits: Mapping[str, int]
    safe_mode_default: bool
    currency: str
    locales: tuple[str, ...]
    version: str


def limits() -> dict[str, int]:
    """Every limit a client can check before it asks."""
    uploads = {f"upload.{purpose.name}.max_bytes": purpose.max_bytes for purpose in PURPOSES.values()}
    return {
        "page.max": MOST,
        "package.price.min_cents": packages.PRICE_LEAST_CENTS,
        "package.price.max_cents": packages.PRICE_MOST_CENTS,
        "package.duration.min_minutes": packages.DURATION_LEAST_MIN,
        "addon.price.min_cents": packages.ADDON_LEAST_CENTS,
        "studio.price.min_cents": rules.PRICE_MIN_CENTS,
        "studio.price.max_cents": rules.PRICE_MAX_CENTS,
        "studio.deposit.max_cents": rules.DEPOSIT_MAX_CENTS,
        "profile.pictures.min": MEDIA_NEEDED,
        "studio.pictures.min": PHOTOS_MIN,
        "checkout.hold.minutes": int(HOLD_LENGTH.total_seconds()) // 60,
        "booking.acceptance.hours": int(ACCEPTANCE_WINDOW.total_seconds()) // 3600,
        **uploads,
    }


def app_config(set_by_operators: Mapping[str, Any], city: City | None) -> AppConfig:
    """`city.open` is the gate of the city asked about; without a city there is nothing to be open."""
    flags = {key: bool(set_by_operators.get(key, default)) for key, default in FLAGS.items()}
    if city is not None:
        flags["city.open"] = city.active
    return AppConfig(
        flags=flags,
        limits=limits(),
        safe_mode_default=bool(set_by_operators.get(SAFE_MODE_DEFAULT, True)),
        currency=CURRENCY,
        locales=LOCALES,
        version=hashlib.sha256(json.dumps(flags, sort_keys=True).encode()).hexdigest()[:16],
    )
