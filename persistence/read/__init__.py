"""Read models: what each type of the contract is in the database, one file per noun."""

from persistence.read import (
    bookings,
    docs,
    legs,
    media,
    messages,
    money,
    people,
    search,
    social,
    studios,
    threads,
    timeline,
)
from persistence.read.model import MODELS

__all__ = [
    "MODELS",
    "bookings",
    "docs",
    "legs",
    "media",
    "messages",
    "money",
    "people",
    "search",
    "social",
    "studios",
    "threads",
    "timeline",
]
