"""Where the reading of each root field begins, one file per noun."""

from resolvers.readings import studios, threads
from resolvers.readings.base import READINGS, Asking, Reading

__all__ = ["READINGS", "Asking", "Reading", "studios", "threads"]
