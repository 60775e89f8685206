"""Documents in SQL."""

from persistence.docs.reading import events as sign_events
from persistence.docs.repository import SqlDocs, live_packs

__all__ = ["SqlDocs", "live_packs", "sign_events"]
