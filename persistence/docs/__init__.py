"""Documents in SQL."""

from persistence.docs.repository import SqlDocs, live_packs

__all__ = ["SqlDocs", "live_packs"]
