"""Connections for one statement at a time: prepared, in autocommit, with nothing to put back."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import asyncpg

from persistence.database import LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS, as_plain
from persistence.driver import heard, listeners
from persistence.started import Started

# Per connection: statements kept prepared, and how long a text may be to be kept at all.
STATEMENTS_KEPT: Final = 200
STATEMENT_TEXT_MOST: Final = 64 * 1024
CONNECT_MOST_S: Final = 10
CLOSE_MOST_S: Final = 5
READ_ONLY: Final = MappingProxyType({"default_transaction_read_only": "on"})

Connection: TypeAlias = "asyncpg.Connection[Any]"
Rows: TypeAlias = list[Any]
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


@dataclass(slots=True)
class Waiting:
    """A statement that waits for a connection, and is sent there before whoever asked for it goes on; None
    when there is room to open one.
    """

    text: str
    values: Sequence[Any]
    sent: "asyncio.Future[tuple[Lent, Started[Rows]] | None]"


class LeanPool:
    """Connections that are lent and given back without a word: autocommit leaves nothing to reset.

    They are opened when they are needed, up to `size`; who comes last waits longest. A connection that is
    given back is sent the next statement at once, so PostgreSQL works while this process tells what it got.
    """

    def __init__(self, url: str, size: int, settings: Mapping[str, str]) -> None:
        self._url, self._size, self._settings = url, size, settings
        self._free: list[Lent] = []
        self._opened = 0
        self._waiting: deque[Waiting] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
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
        pool._give_back(await pool._open())
        return pool

    async def value(self, text: str, values: Sequence[Any]) -> Any:
        """The single value of a statement; None when it has no row.

        How long to wait for a connection is bounded by whoever asks, together with all else.
        """
        rows = await self.rows(text, values)
        return rows[0][0] if rows else None

    async def rows(self, text: str, values: Sequence[Any]) -> list[Any]:
        """The records of a statement."""
        running: Awaitable[Rows]
        if self._free:
            lent = self._free.pop()
            running = lent.rows(text, values)
        else:
            lent, running = await self._lent(text, values)
        if not listeners:
            return await self._ended(lent, running)
        with heard(text):
            return await self._ended(lent, running)

    async def _ended(self, lent: Lent, running: Awaitable[Rows]) -> Rows:
        """What comes of a statement; its connection is free again, or gone."""
        try:
            found = await running
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
        await asyncio.gather(*(_closed(lent.connection) for lent in free), *self._tasks)

    async def _lent(self, text: str, values: Sequence[Any]) -> tuple[Lent, Awaitable[Rows]]:
        while not self._is_closed:
            if self._opened < self._size:
                lent = await self._open()
                return lent, lent.rows(text, values)
            waiting = Waiting(text, values, asyncio.get_running_loop().create_future())
            self._waiting.append(waiting)
            try:
                sent = await waiting.sent
            except asyncio.CancelledError:
                if waiting.sent.done() and not waiting.sent.cancelled():
                    self._forgo(waiting.sent.result())
                raise
            if sent is not None:
                return sent
        raise asyncpg.InterfaceError("the pool is closed")

    def _forgo(self, sent: tuple[Lent, Started[Rows]] | None) -> None:
        """Nobody wants it any more, but it is on its way: the connection is free when it has come."""
        if sent is None:
            self._hand_over(None)
        else:
            self._beside(self._unwanted(*sent))

    async def _unwanted(self, lent: Lent, running: Started[Rows]) -> None:
        with suppress(Exception):
            await self._ended(lent, running)

    async def _open(self) -> Lent:
        self._opened += 1
        try:
            connection = await asyncpg.connect(
                self._url, timeout=CONNECT_MOST_S, server_settings=dict(self._settings)
            )
            await _bytes_for_json(connection)
            _send_at_once(connection)
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
        self._beside(_closed(lent.connection))
        self._pass_on(None)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="lean-beside")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pass_on(self, lent: Lent | None) -> None:
        """To whoever waits longest; nothing stands for the room to open another one."""
        if lent is None:
            self._opened -= 1
        if not self._hand_over(lent) and lent is not None:
            self._free.append(lent)

    def _hand_over(self, lent: Lent | None) -> bool:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.sent.done():
                sent = None if lent is None else (lent, Started(lent.rows(waiting.text, waiting.values)))
                waiting.sent.set_result(sent)
                return True
        return False


async def _closed(connection: Connection) -> None:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        await connection.close(timeout=CLOSE_MOST_S)


async def _bytes_for_json(connection: Connection) -> None:
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=_as_is, decoder=_as_is, format="binary"
    )


def _send_at_once(connection: Connection) -> None:
    """uvloop keeps what is written until the end of its turn, unless there is more than may be kept."""
    connection._transport.set_write_buffer_limits(high=0)  # noqa: SLF001 - the driver has no word for it


def _as_is(value: bytes) -> bytes:
    return value
