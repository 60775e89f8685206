"""Moving the business clock of a development server: stop at everything that falls due, run it, go on."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import DevClock, FiredTimer
from domain.errors import Invalid
from integrations.clock import wall_now
from persistence import clock, queue
from persistence.unit_of_work import Kernel
from server.runner import Runner

STOPS_MOST: Final = 5_000


class World(Protocol):
    """Somebody else's clock that goes with ours, such as the Stripe double's."""

    async def next_due(self) -> datetime | None: ...

    async def advance(self, to: datetime) -> None:
        """Set its time and let it do what is due; whatever it tells us has arrived when this returns."""


class MovedTime:
    """The DevTime of a process. Moves are made one at a time across all processes."""

    def __init__(self, kernel: Kernel, runner: Runner, worlds: tuple[World, ...] = ()) -> None:
        self._kernel = kernel
        self._runner = runner
        self._worlds = worlds

    async def state(self) -> DevClock:
        async with self._kernel.engine.connect() as connection:
            return _state(await clock.read_offset(connection))

    async def advance(self, to: datetime) -> DevClock:
        fired: list[FiredTimer] = []
        async with self._kernel.engine.connect() as alone:
            await alone.begin()
            await queue.lock_runner(alone, shared=False)
            for _ in range(STOPS_MOST):
                fired += await self._runner.drain()
                stop = await self._next_stop(to)
                await self._move(stop)
                if stop >= to:
                    break
            else:
                raise Invalid("VALIDATION_FAILED", "Too much falls due on the way; move in smaller steps.")
            fired += await self._runner.drain()
        offset = (await self.state()).offset_s
        return DevClock(now=self._kernel.clock.now(), offset_s=offset, fired=tuple(fired))

    async def _next_stop(self, to: datetime) -> datetime:
        async with self._kernel.engine.connect() as connection:
            ours = await queue.next_due(connection)
        theirs = [await world.next_due() for world in self._worlds]
        return min([to, *(due for due in (ours, *theirs) if due is not None)])

    async def _move(self, to: datetime) -> None:
        """Set business time to a moment, never back."""
        async with self._kernel.engine.begin() as connection:
            await self._set_offset(connection, to)
        for world in self._worlds:
            await world.advance(max(to, self._kernel.clock.now()))

    async def _set_offset(self, connection: AsyncConnection, to: datetime) -> None:
        before = await clock.read_offset(connection)
        offset = max(before, to - wall_now() + timedelta(microseconds=1))
        await clock.keep_offset(connection, offset)
        self._kernel.clock.set_offset(offset)


def _state(offset: timedelta) -> DevClock:
    return DevClock(now=wall_now() + offset, offset_s=round(offset.total_seconds()))
