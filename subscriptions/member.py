"""One operation of one socket among an audience: told at once where its peer keeps up, else from a queue."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NoReturn, Protocol

from domain.facts import LiveEvent
from subscriptions.followers import QUEUE_MOST, too_slow


class Outlet(Protocol):
    """The way to the client of one operation."""

    def push(self, payload: bytes) -> bool:
        """Hand it over now. False when the peer is behind or gone, and nothing was handed over."""

    async def send(self, payload: bytes) -> None:
        """Hand it over as soon as the peer takes it."""


class Member:
    """`position` is that of the last event this follower was told or read for themselves."""

    def __init__(self, outlet: Outlet, position: int, on_cut: Callable[[], None]) -> None:
        self._outlet = outlet
        self._on_cut = on_cut
        self.position = position
        self._waiting: deque[tuple[LiveEvent, bytes]] = deque()
        self._woken = asyncio.Event()
        self._ended: Exception | None = None

    def take(self, event: LiveEvent, payload: bytes) -> bool:
        """Tell of an event; True when that went out at once."""
        if event.position <= self.position or self._ended is not None:
            return False
        self.position = event.position
        if not self._waiting and self._outlet.push(payload):
            return True
        if len(self._waiting) >= QUEUE_MOST:
            self._on_cut()
            self.end(too_slow())
        else:
            self._waiting.append((event, payload))
            self._woken.set()
        return False

    def end(self, why: Exception) -> None:
        """Nothing is told any more, not even what waits."""
        self._ended = self._ended or why
        self._waiting.clear()
        self._woken.set()

    async def serve(self, sent: Callable[[LiveEvent], None]) -> NoReturn:
        """Hand over what could not go out at once. Raises why there is nothing more to come."""
        while self._ended is None:
            self._woken.clear()
            while self._waiting:
                # It stays first in the queue until it is out, so that nothing overtakes it.
                event, payload = self._waiting[0]
                await self._outlet.send(payload)
                if self._waiting:
                    self._waiting.popleft()
                sent(event)
            if self._ended is None:
                await self._woken.wait()
        raise self._ended
