"""Connections for one statement at a time: prepared, in autocommit, with nothing to put back."""

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import asyncpg

from persistence.batches import Batch, Queue, Waiting
from persistence.database import LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS, as_plain
from persistence.driver import heard, listeners
from persistence.lent import Lent, Rows
from persistence.started import Started

READ_ONLY: Final = MappingProxyType({"default_transaction_read_only": "on"})


def writing(*, durable: bool) -> Mapping[str, str]:
    """For statements that write: each is a transaction, and durable unless that is not wanted."""
    return {"synchronous_commit": "on" if durable else "off"}


@dataclass(slots=True)
class Sent:
    """A statement that is under way on a connection."""

    lent: Lent
    running: Started[Rows]


@dataclass(slots=True)
class Read:
    """What another statement read along."""

    value: Any


class LeanPool:
    """Connections that are lent and given back without a word: autocommit leaves nothing to reset.

    They are opened when they are needed, up to `size`; who comes last waits longest. A connection that is
    given back is sent what waits at once where that is enough, so PostgreSQL works while this process tells
    what it got.
    """

    def __init__(self, url: str, size: int, settings: Mapping[str, str]) -> None:
        self._url, self._size, self._settings = url, size, settings
        self._free: list[Lent] = []
        self._opened = 0
        self._waiting = Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._is_gathering = False

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
        return _only(await self.rows(text, values))

    async def reading(self, text: str, values: Sequence[Any]) -> Any:
        """The single value of a statement that only reads; None when it has no row.

        Those that wait for a connection with the same text may be run as one statement.
        """
        return _only(await self._heard(text, values, shares=True))

    async def rows(self, text: str, values: Sequence[Any]) -> Rows:
        """The records of a statement."""
        return await self._heard(text, values, shares=False)

    def _heard(self, text: str, values: Sequence[Any], *, shares: bool) -> Awaitable[Rows]:
        running = self._rows(text, values, shares=shares)
        return _listened_to(text, running) if listeners else running

    async def _rows(self, text: str, values: Sequence[Any], *, shares: bool) -> Rows:
        while not self._is_closed:
            is_free = bool(self._free)
            if (is_free and not shares) or (not is_free and self._opened < self._size):
                lent = self._free.pop() if is_free else await self._open()
                return await self._ended(lent, lent.rows(text, values))
            waiting = Waiting(text, values, shares, asyncio.get_running_loop().create_future())
            self._waiting.append(waiting)
            if is_free:
                self._gather()
            try:
                told: Sent | Read | None = await waiting.told
            except asyncio.CancelledError:
                self._forgo(waiting)
                raise
            if isinstance(told, Sent):
                return await self._ended(told.lent, told.running)
            if told is not None:
                return [(told.value,)]
        raise asyncpg.InterfaceError("the pool is closed")

    def _gather(self) -> None:
        """Send what waits, on connections that are free: what is enough for a statement at once, the rest
        when all of this turn of the loop has been heard.
        """
        while self._free and self._waiting.is_due:
            self._send()
        if self._free and self._waiting and not self._is_gathering:
            self._is_gathering = True
            asyncio.get_running_loop().call_soon(self._send_gathered)

    def _send_gathered(self) -> None:
        self._is_gathering = False
        while self._free and self._send():
            pass

    def _send(self) -> bool:
        """Whether anything waited."""
        lent = self._free.pop()
        has_sent = self._hand_over(lent)
        if not has_sent:
            self._free.append(lent)
        return has_sent

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
        self._send_away()
        free, self._free = self._free, []
        await asyncio.gather(*(lent.close() for lent in free), *self._tasks)
        # Members of a batch that failed meanwhile.
        self._send_away()

    def _send_away(self) -> None:
        while self._hand_over(None):
            pass

    def _forgo(self, waiting: Waiting) -> None:
        """Nobody wants it any more; if it is on its way, the connection is free when it has come."""
        told = None if waiting.told.cancelled() else waiting.told.result()
        if isinstance(told, Sent):
            self._beside(self._unwanted(told.lent, told.running))
        elif told is None and not waiting.told.cancelled():
            self._hand_over(None)
        waiting.leave()

    async def _unwanted(self, lent: Lent, running: Started[Any]) -> None:
        with suppress(Exception, asyncio.CancelledError):
            await self._ended(lent, running)

    async def _open(self) -> Lent:
        self._opened += 1
        try:
            return await Lent.open(self._url, self._settings)
        except BaseException:
            self._pass_on(None)
            raise

    def _give_back(self, lent: Lent) -> None:
        if self._is_closed or lent.is_closed:
            self._let_go(lent)
        else:
            self._pass_on(lent)

    def _let_go(self, lent: Lent) -> None:
        """Close it once PostgreSQL has stopped what it was doing there; the driver has asked it to."""
        self._beside(lent.close())
        self._pass_on(None)

    def _beside(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work, name="lean-beside")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _pass_on(self, lent: Lent | None) -> None:
        """To those who wait longest; nothing stands for the room to open another one."""
        if lent is None:
            self._opened -= 1
            self._hand_over(None)
        else:
            self._free.append(lent)
            self._gather()

    def _hand_over(self, lent: Lent | None) -> bool:
        """Whether anybody waited."""
        first = self._waiting.first()
        if first is None:
            return False
        batch = lent.batch(first.text) if lent is not None and first.shares else None
        members = self._waiting.taken_along(first) if batch is not None else [first]
        if lent is None:
            first.told.set_result(None)
        elif batch is None or len(members) == 1:
            first.told.set_result(Sent(lent, Started(lent.rows(first.text, first.values))))
        else:
            # Its first step is taken here and now.
            running = self._beside(self._unwanted(lent, Started(self._together(lent, batch, members))))
            if first.shares:
                # And has not failed, so they are in it together.
                for one in members:
                    one.together, one.running = members, running
        return True

    async def _together(self, lent: Lent, batch: Batch, members: Sequence[Waiting]) -> Rows:
        try:
            rows = await lent.rows(batch.text, batch.values([one.values for one in members]))
        except Exception:
            # One of them is to blame, and is told so when it runs alone.
            self._waiting.put_back(members)
            raise
        finally:
            for one in members:
                one.part()
        for at, value in rows:
            if not members[at].told.done():
                members[at].told.set_result(Read(value))
        return rows


async def _listened_to(text: str, running: Awaitable[Rows]) -> Rows:
    with heard(text):
        return await running


def _only(rows: Rows) -> Any:
    return rows[0][0] if rows else None
