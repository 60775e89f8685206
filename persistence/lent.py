"""One connection for one statement at a time: prepared, in autocommit, with nothing to put back."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeAlias

import asyncpg

from persistence.batches import Batch, batch_of

# Per connection: statements kept prepared, and how long a text may be to be kept at all.
STATEMENTS_KEPT: Final = 200
STATEMENT_TEXT_MOST: Final = 64 * 1024
CONNECT_MOST_S: Final = 10
CLOSE_MOST_S: Final = 5

Connection: TypeAlias = "asyncpg.Connection[Any]"
Rows: TypeAlias = list[Any]
Prepared: TypeAlias = "asyncpg.prepared_stmt.PreparedStatement[Any]"


class Lent:
    """A connection and the statements that it has prepared, longest unused out first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

    @classmethod
    async def open(cls, url: str, settings: Mapping[str, str]) -> "Lent":
        connection = await asyncpg.connect(url, timeout=CONNECT_MOST_S, server_settings=dict(settings))
        await _bytes_for_json(connection)
        _send_at_once(connection)
        return cls(connection)

    @property
    def is_closed(self) -> bool:
        return bool(self._connection.is_closed())

    async def close(self) -> None:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            await self._connection.close(timeout=CLOSE_MOST_S)

    async def rows(self, text: str, values: Sequence[Any]) -> list[Any]:
        prepared = self._prepared.get(text)
        if prepared is None:
            prepared = await self._prepare(text)
        else:
            self._prepared.move_to_end(text)
        try:
            return list(await prepared.fetch(*values))
        except asyncpg.InvalidCachedStatementError:
            # A migration changed what it reads.
            self._prepared.pop(text, None)
            return list(await (await self._prepare(text)).fetch(*values))

    def batch(self, text: str) -> Batch | None:
        """Its likes as one statement; None when it was not run here before, or cannot be."""
        prepared = self._prepared.get(text)
        if prepared is None:
            return None
        batch = batch_of(text, tuple(one.name for one in prepared.get_parameters()))
        return batch if batch is not None and len(batch.text) <= STATEMENT_TEXT_MOST else None

    async def _prepare(self, text: str) -> Prepared:
        prepared = await self._connection.prepare(text)
        if len(text) <= STATEMENT_TEXT_MOST:
            self._prepared[text] = prepared
            if len(self._prepared) > STATEMENTS_KEPT:
                self._prepared.popitem(last=False)
        return prepared


async def _bytes_for_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=_as_is, decoder=_as_is, format="binary"
    )


def _send_at_once(connection: Connection) -> None:
    """uvloop keeps what is written until the end of its turn, unless there is more than may be kept."""
    connection._transport.set_write_buffer_limits(high=0)  # noqa: SLF001 - the driver has no word for it


def _as_is(value: bytes) -> bytes:
    return value
