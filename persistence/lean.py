"""Connections for one statement at a time: prepared, in autocommit, with nothing to put back."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import asyncpg

from persistence.database import LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS, as_plain
from persistence.driver import heard, listeners

# Per connection: statements kept prepared, and how long a text may be to be kept at all.
STATEMENTS_KEPT: Final = 200
STATEMENT_TEXT_MOST: Final = 64 * 1024
CONNECT_MOST_S: Final = 10
CLOSE_MOST_S: Final = 5
READ_ONLY: Final = MappingProxyType({"default_transaction_read_only": "on"})

Connection: TypeAlias = "asyncpg.Connection[Any]"
Prepared: TypeAlias = "asyncpg.prepared_stmt.PreparedStatement[Any]"


def writing(*, durable: bool) -> Mapping[str, str]:
    """For statements that write: each is a transaction, and durable unless that is not wanted."""
    return {"synchronous_commit": "on" if durable else "off"}


class Lent:
    """A connection and the statements that it has prepared, longest unused out first."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

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

    async def _prepare(self, text: str) -> Prepared:
        prepared = await self.connection.prepare(text)
        if len(text) <= STATEMENT_TEXT_MOST:
            self._prepared[text] = prepared
            if len(self._prepared) > STATEMENTS_KEPT:
                self._prepared.popitem(last=False)
        return prepared


class LeanPool:
    """Connections that are lent and given back without a word: autocommit leaves nothing to reset.

    They are opened when they are needed, up to `size`; who comes last waits longest.
    """

    def __init__(self, url: str, size: int, settings: Mapping[str, str]) -> None:
        self._url, self._size, self._settings = url, size, settings
        self._free: list[Lent] = []
        self._opened = 0
        self._waiting: deque[asyncio.Future[Lent | None]] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self._is_closed = False

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        size: int = 10,
        application: str = "rastup reads",
        settings: Mapping[str, str] = READ_ONLY,
    ) -> "LeanPool":
        pool = cls(
            as_plain(url),
            size,
            {
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
        pool._give_back(await pool._lend())
        return pool

    async def value(self, text: str, values: Sequence[Any]) -> Any:
        """The single value of a statement; None when it has no row.

        How long to wait for a connection is bounded by whoever asks, together with all else.
        """
        rows = await self.rows(text, values)
        return rows[0][0] if rows else None

    async def rows(self, text: str, values: Sequence[Any]) -> list[Any]:
        """The records of a statement."""
        lent = self._free.pop() if self._free else await self._lend()
        try:
            if not listeners:
                found = await lent.rows(text, values)
            else:
                with heard(text):
                    found = await lent.rows(text, values)
        except (asyncpg.PostgresError, asyncpg.InterfaceError):
            self._give_back(lent)
            raise
        except BaseException:
            # Cut short, or cut off: nobody knows what it would say next.
            self._let_go(lent)
            raise
        self._give_back(lent)
        return found

    async def close(self) -> None:
        """What is lent now is closed when it comes back."""
        self._is_closed = True
        while self._waiting:
            self._hand_over(None)
        free, self._free = self._free, []
        await asyncio.gather(*(_closed(lent.connection) for lent in free), *self._closing)

    async def _lend(self) -> Lent:
        while not self._is_closed:
            if self._opened < self._size:
                return await self._open()
            waiting: asyncio.Future[Lent | None] = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            try:
                lent = await waiting
            except asyncio.CancelledError:
                if waiting.done() and not waiting.cancelled():
                    self._pass_on(waiting.result())
                raise
            if lent is not None:
                return lent
        raise asyncpg.InterfaceError("the pool is closed")

    async def _open(self) -> Lent:
        self._opened += 1
        try:
            connection = await asyncpg.connect(
                self._url, timeout=CONNECT_MOST_S, server_settings=dict(self._settings)
            )
            await _bytes_for_json(connection)
        except BaseException:
            self._pass_on(None)
            raise
        return Lent(connection)

    def _give_back(self, lent: Lent) -> None:
        if self._is_closed or lent.connection.is_closed():
            self._let_go(lent)
        else:
            self._pass_on(lent)

    def _let_go(self, lent: Lent) -> None:
        """Close it once PostgreSQL has stopped what it was doing there; the driver has asked it to."""
        closing = asyncio.create_task(_closed(lent.connection), name="lean-closing")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._pass_on(None)

    def _pass_on(self, lent: Lent | None) -> None:
        """To whoever waits longest; nothing stands for the room to open another one."""
        if lent is None:
            self._opened -= 1
        if not self._hand_over(lent) and lent is not None:
            self._free.append(lent)

    def _hand_over(self, lent: Lent | None) -> bool:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(lent)
                return True
        return False


async def _closed(connection: Connection) -> None:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        await connection.close(timeout=CLOSE_MOST_S)


async def _bytes_for_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=_as_is, decoder=_as_is, format="binary"
    )


def _as_is(value: bytes) -> bytes:
    return value
