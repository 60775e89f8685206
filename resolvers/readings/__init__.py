"""Where the reading of each root field begins, one file per noun."""

from resolvers.readings import bookings, docs, money, search, studios, threads
from resolvers.readings.base import READINGS, Asking, Reading

__all__ = ["READINGS", "Asking", "Reading", "bookings", "docs", "money", "search", "studios", "threads"]
