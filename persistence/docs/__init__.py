"""Documents in SQL."""

from persistence.docs.repository import SqlDocs

__all__ = ["SqlDocs"]
