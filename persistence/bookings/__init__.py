"""Bookings as they are kept: groups, legs, lines, payment attempts."""

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.pages import Cursors
from persistence.bookings.attempts import SqlAttempts
from persistence.bookings.groups import SqlGroups


class SqlBookings(SqlGroups, SqlAttempts):
    """The `Bookings` of one transaction."""

    def __init__(self, connection: AsyncConnection, cursors: Cursors) -> None:
        super().__init__(connection, cursors)


__all__ = ["SqlBookings"]
