"""Every table of the project; importing this package fills `metadata`."""

from persistence.tables import accounts, common, kernel, media
from persistence.tables.base import metadata

__all__ = ["accounts", "common", "kernel", "media", "metadata"]
