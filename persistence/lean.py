"""Connections for reads of one statement each: prepared, in autocommit, with nothing to put back."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.database import LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS, as_plain

# Per connection: statements kept prepared, and how long a text may be to be kept at all.
STATEMENTS_KEPT: Final = 200
STATEMENT_TEXT_MOST: Final = 64 * 1024


class LeanPool:
    """A pool whose connections go back without a round trip: autocommit reads leave nothing to reset."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool
        # Told of every statement before it runs.
        self.on_statement: Callable[[str], None] | None = None

    @classmethod
    async def open(cls, url: str, *, size: int = 10, application: str = "rastup reads") -> "LeanPool":
        pool = await asyncpg.create_pool(
            as_plain(url),
            min_size=1,
            max_size=size,
            max_queries=10**9,
            timeout=10,
            init=_bytes_for_json,
            reset=_nothing,
            statement_cache_size=STATEMENTS_KEPT,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=STATEMENT_TEXT_MOST,
            server_settings={
                "application_name": application,
                "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                "lock_timeout": str(LOCK_TIMEOUT_MS),
                "timezone": "UTC",
                "jit": "off",
                # Plans do not depend on whose rows are read, and planning costs more than reading.
                "plan_cache_mode": "force_generic_plan",
                "default_transaction_read_only": "on",
            },
        )
        return cls(pool)

    async def value(self, text: str, values: Sequence[Any]) -> bytes | None:
        """The single JSON value of a statement; None when it has no row.

        How long to wait for a connection is bounded by whoever asks, together with all else.
        """
        self._tell(text)
        async with self._pool.acquire() as connection:
            found: bytes | None = await connection.fetchval(text, *values)
        return found

    async def column(self, text: str, values: Sequence[Any]) -> list[bytes | None]:
        """The JSON values of a statement of one column."""
        self._tell(text)
        async with self._pool.acquire() as connection:
            return [row[0] for row in await connection.fetch(text, *values)]

    async def column_on(
        self, connection: AsyncConnection, text: str, values: Sequence[Any]
    ) -> list[bytes | None]:
        """The same inside the transaction that a connection of SQLAlchemy has begun."""
        self._tell(text)
        driver: Any = (await connection.get_raw_connection()).driver_connection
        return [row[0] for row in await driver.fetch(text, *values)]

    def _tell(self, text: str) -> None:
        if self.on_statement is not None:
            self.on_statement(text)

    async def close(self) -> None:
        await self._pool.close()


async def _bytes_for_json(connection: Any) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=_as_is, decoder=_as_is, format="binary"
    )


async def _nothing(_: Any) -> None:
    return


def _as_is(value: bytes) -> bytes:
    return value
