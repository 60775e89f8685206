"""Public settings: what a client must know before its first screen. Operators may set other values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from domain.common.cities import City
from domain.media.purposes import PURPOSES

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
    return {"page.max": 100, **uploads}


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
