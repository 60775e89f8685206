"""The places where the marketplace is, or is about to be, open."""

import re
import unicodedata
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class City:
    code: str
    name: str
    region: str
    country: str
    lat: float
    lon: float
    timezone: str
    active: bool

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def city_code(text: str) -> str:
    """`Los Ángeles` and `los-angeles` name one city; filters and addresses only know the second."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain).strip("-")
