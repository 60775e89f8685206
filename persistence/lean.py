"""Connections for one statement at a time: prepared, in autocommit, with nothing to put back."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import asyncpg

from persistence.database import LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS, as_plain
from persistence.driver import fetch

# Per connection: statements kept prepared, and how long a text may be to be kept at all.
STATEMENTS_KEPT: Final = 200
STATEMENT_TEXT_MOST: Final = 64 * 1024
READ_ONLY: Final = MappingProxyType({"default_transaction_read_only": "on"})


def writing(*, durable: bool) -> Mapping[str, str]:
    """For statements that write: each is a transaction, and durable unless that is not wanted."""
    return {"synchronous_commit": "on" if durable else "off"}


class LeanPool:
    """A pool whose connections go back without a round trip: autocommit leaves nothing to reset."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        size: int = 10,
        application: str = "rastup reads",
        settings: Mapping[str, str] = READ_ONLY,
    ) -> "LeanPool":
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
                **settings,
            },
        )
        return cls(pool)

    async def value(self, text: str, values: Sequence[Any]) -> Any:
        """The single value of a statement; None when it has no row.

        How long to wait for a connection is bounded by whoever asks, together with all else.
        """
        rows = await self.rows(text, values)
        return rows[0][0] if rows else None

    async def rows(self, text: str, values: Sequence[Any]) -> list[Any]:
        """The records of a statement."""
        async with self._pool.acquire() as connection:
            return await fetch(connection, text, values)

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
