"""Where the reading of each root field begins, one file per noun."""

from resolvers.readings import (
    accounts,
    bookings,
    common,
    docs,
    media,
    money,
    portfolio,
    profiles,
    search,
    studios,
    threads,
)
from resolvers.readings.base import READINGS, Asking, Reading

__all__ = [
    "READINGS",
    "Asking",
    "Reading",
    "accounts",
    "bookings",
    "common",
    "docs",
    "media",
    "money",
    "portfolio",
    "profiles",
    "search",
    "studios",
    "threads",
]
