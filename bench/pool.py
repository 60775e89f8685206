"""The leanest pool we know: connections that are lent and given back, with nothing said in between."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import asyncpg

SIZE: Final = 5
# A plan made once, for any value; the floor knows its statements.
SETTINGS: Final = {"plan_cache_mode": "force_generic_plan", "jit": "off", "timezone": "UTC"}


class Lent:
    """A connection with its statements prepared."""

    def __init__(self, connection: asyncpg.Connection, prepared: Mapping[str, Any]) -> None:
        self.connection = connection
        self.prepared = prepared


class LeanPool:
    def __init__(self) -> None:
        self._free: list[Lent] = []
        self._waiting: deque[asyncio.Future[Lent]] = deque()

    async def open(
        self, url: str, first: str, statements: Mapping[str, str], size: int = SIZE, *, durable: bool = True
    ) -> None:
        """`first` is said once on every connection."""
        settings = SETTINGS | ({} if durable else {"synchronous_commit": "off"})
        for _ in range(size):
            connection = await asyncpg.connect(url, server_settings=settings)
            await connection.set_type_codec(
                "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
            )
            await connection.execute(first)
            prepared = {name: await connection.prepare(text) for name, text in statements.items()}
            self._free.append(Lent(connection, prepared))

    async def row(self, name: str, *values: Any) -> Any:
        """The first row of a statement."""
        lent = self._free.pop() if self._free else await self._next()
        try:
            return await lent.prepared[name].fetchrow(*values)
        finally:
            self._give_back(lent)

    async def value(self, name: str, *values: Any) -> Any:
        """The first value of the first row."""
        lent = self._free.pop() if self._free else await self._next()
        try:
            return await lent.prepared[name].fetchval(*values)
        finally:
            self._give_back(lent)

    async def _next(self) -> Lent:
        waiting: asyncio.Future[Lent] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def _give_back(self, lent: Lent) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(lent)
                return
        self._free.append(lent)

    async def close(self) -> None:
        for lent in self._free:
            await lent.connection.close()
