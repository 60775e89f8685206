"""Bookings as they are kept: groups, legs, lines, payment attempts, history."""

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.pages import Cursors
from persistence.bookings.attempts import SqlAttempts
from persistence.bookings.groups import SqlGroups
from persistence.bookings.history import SqlHistory


class SqlBookings(SqlGroups, SqlAttempts, SqlHistory):
    """The `Bookings` of one transaction."""

    def __init__(self, connection: AsyncConnection, cursors: Cursors) -> None:
        super().__init__(connection, cursors)


__all__ = ["SqlBookings"]
