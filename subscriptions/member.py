"""One operation of one socket among an audience: told at once where its peer keeps up, else from a queue."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NoReturn, Protocol

from domain.facts import LiveEvent
from subscriptions.followers import QUEUE_MOST, too_slow
from subscriptions.told import Told


class Outlet(Protocol):
    """The way to the client of one operation."""

    def push(self, told: Told) -> bool:
        """Hand it over now. False when the peer is behind or gone, and nothing was handed over."""

    async def send(self, payload: bytes) -> None:
        """Hand it over as soon as the peer takes it."""


class Member:
    """`position` is that of the last event this follower was told or read for themselves."""

    def __init__(self, outlet: Outlet, position: int, on_cut: Callable[[], None]) -> None:
        self._outlet = outlet
        self._on_cut = on_cut
        self.position = position
        # Both only while there is something in them: most peers keep up, and there are many of them.
        self._waiting: deque[tuple[LiveEvent, bytes]] | None = None
        self._sleeping: asyncio.Future[None] | None = None
        self._ended: Exception | None = None

    def take(self, told: Told) -> int:
        """Tell of events; answers how many of them went out at once."""
        if told.events[0].position <= self.position:
            told = told.after(self.position)
        if not told.events or self._ended is not None:
            return 0
        self.position = told.events[-1].position
        if not self._waiting and self._outlet.push(told):
            return len(told.events)
        self._keep(told)
        return 0

    def end(self, why: Exception) -> None:
        """Nothing is told any more, not even what waits."""
        self._ended = self._ended or why
        self._waiting = None
        self._wake()

    async def serve(self, sent: Callable[[LiveEvent], None]) -> NoReturn:
        """Hand over what could not go out at once. Raises why there is nothing more to come."""
        while self._ended is None:
            if self._waiting:
                # It stays first in the queue until it is out, so that nothing overtakes it.
                event, payload = self._waiting[0]
                await self._outlet.send(payload)
                self._forget_first()
                sent(event)
            else:
                await self._sleep()
        raise self._ended

    def _keep(self, told: Told) -> None:
        waiting = self._waiting = self._waiting or deque()
        if len(waiting) + len(told.events) > QUEUE_MOST:
            self._on_cut()
            self.end(too_slow())
        else:
            waiting.extend(zip(told.events, told.payloads, strict=True))
            self._wake()

    def _forget_first(self) -> None:
        if self._waiting:
            self._waiting.popleft()
            self._waiting = self._waiting or None

    async def _sleep(self) -> None:
        self._sleeping = asyncio.get_running_loop().create_future()
        try:
            await self._sleeping
        finally:
            self._sleeping = None

    def _wake(self) -> None:
        if self._sleeping is not None and not self._sleeping.done():
            self._sleeping.set_result(None)
