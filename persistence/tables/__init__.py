"""Every table of the project; importing this package fills `metadata`."""

from persistence.tables import accounts, kernel
from persistence.tables.base import metadata

__all__ = ["accounts", "kernel", "metadata"]
