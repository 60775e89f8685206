"""Every table of the project; importing this package fills `metadata`."""

from persistence.tables import (
    accounts,
    bookings,
    calendar,
    common,
    docs,
    kernel,
    media,
    money,
    portfolio,
    profiles,
    search,
    studios,
    threads,
)
from persistence.tables.base import metadata

__all__ = [
    "accounts",
    "bookings",
    "calendar",
    "common",
    "docs",
    "kernel",
    "media",
    "metadata",
    "money",
    "portfolio",
    "profiles",
    "search",
    "studios",
    "threads",
]
