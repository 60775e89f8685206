"""One follower of one topic: a bounded queue, and what happens when nobody empties it."""

import asyncio
from collections import deque
from typing import Final

from domain.errors import RateLimited
from domain.facts import LiveEvent

QUEUE_MOST: Final = 256


class Follower:
    """Holds what its reader has not taken yet; a reader too slow for the queue is cut and told so."""

    def __init__(self, most: int = QUEUE_MOST) -> None:
        self._most = most
        self._waiting: deque[LiveEvent] = deque()
        self._filled = asyncio.Event()
        self._cut = False

    def offer(self, event: LiveEvent) -> None:
        """Hand over an event; one that does not fit any more cuts the reader off."""
        if len(self._waiting) >= self._most:
            self._cut = True
            self._waiting.clear()
        if not self._cut:
            self._waiting.append(event)
        self._filled.set()

    def forget_until(self, position: int) -> None:
        """Drop what the reader got from the log already."""
        while self._waiting and self._waiting[0].position <= position:
            self._waiting.popleft()

    async def next(self) -> LiveEvent:
        """The next event. Raises RATE_LIMITED once this follower was cut; its cursor still resumes."""
        while not self._waiting and not self._cut:
            self._filled.clear()
            await self._filled.wait()
        if self._cut:
            raise too_slow()
        return self._waiting.popleft()

    async def all_next(self) -> list[LiveEvent]:
        """The next event and whatever waits behind it. Raises RATE_LIMITED as `next` does."""
        events = [await self.next(), *self._waiting]
        self._waiting.clear()
        return events

    def begin_again(self) -> None:
        """After having been cut: from here on everything is kept again, for a reader who catches up."""
        self._cut = False


def too_slow() -> RateLimited:
    return RateLimited(
        "RATE_LIMITED",
        "Events came faster than they were read.",
        hint="Subscribe again with the last cursor you saw.",
    )
