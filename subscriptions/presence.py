"""Presence across processes: whispers on the live layer tell every process's board the same."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from domain.ids import ThreadId, UserId
from domain.threads.presence import Board, Presence

TOPIC: Final = "presence"
# A third of what an absence takes to show, so that two lost beats do not make somebody vanish.
BEAT_S: Final = 20.0
NAMES_PER_BEAT: Final = 100


class Whispers(Protocol):
    """The part of the live layer needed here."""

    async def whisper(self, topic: str, payload: Mapping[str, Any]) -> None: ...

    def on_whisper(self, listener: Callable[[str, Mapping[str, Any]], None]) -> Callable[[], None]: ...


@dataclass(eq=False)
class Watcher:
    """Somebody who looks at one thread; woken when something about its people was heard."""

    thread_id: ThreadId
    people: tuple[UserId, ...]
    woken: "asyncio.Future[None]"

    def wake(self) -> None:
        if not self.woken.done():
            self.woken.set_result(None)


class PresenceHub:
    """One process's view of who is where, and its voice for those who are connected to it."""

    def __init__(
        self,
        whispers: Whispers,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._whispers = whispers
        self._now = now
        self._monotonic = monotonic
        self._board = Board()
        self._watchers: set[Watcher] = set()
        self._connected: Counter[UserId] = Counter()
        self._stops: list[Callable[[], None]] = []
        self._beating: asyncio.Task[None] | None = None
        self._called_gone: set[UserId] = set()
        self._contradicted = asyncio.Event()

    def start(self) -> None:
        self._stops.append(self._whispers.on_whisper(self._heard))
        self._beating = asyncio.create_task(self._keep_beating(), name="presence-beat")

    async def stop(self) -> None:
        for stop in self._stops:
            stop()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    @asynccontextmanager
    async def here(self, user_id: UserId) -> AsyncIterator[None]:
        """Somebody is connected for as long as this is open, on one of perhaps several devices."""
        self._connected[user_id] += 1
        try:
            await self._tell([user_id], online=True)
            yield
        finally:
            self._connected[user_id] -= 1
            if self._connected[user_id] == 0:
                del self._connected[user_id]
                await self._tell([user_id], online=False)

    async def type(self, thread_id: ThreadId, user_id: UserId, *, on: bool) -> None:
        await self._whispers.whisper(TOPIC, {"thread": thread_id, "users": [user_id], "typing": on})

    def state(self, thread_id: ThreadId, user_id: UserId) -> Presence:
        return self._board.state(thread_id, user_id, self._monotonic())

    async def follow(
        self, thread_id: ThreadId, people: tuple[UserId, ...]
    ) -> AsyncGenerator[tuple[UserId, Presence], None]:
        """How each of them is now, then every change, lapses included. A slow reader sees the latest only."""
        watcher = Watcher(thread_id, people, asyncio.get_running_loop().create_future())
        self._watchers.add(watcher)
        told: dict[UserId, Presence] = {}
        try:
            while True:
                if watcher.woken.done():
                    watcher.woken = asyncio.get_running_loop().create_future()
                for person in people:
                    state = self.state(thread_id, person)
                    if not state.looks_like(told.get(person)):
                        told[person] = state
                        yield person, state
                await self._change(watcher)
        finally:
            self._watchers.discard(watcher)

    async def _change(self, watcher: Watcher) -> None:
        lapse = self._board.next_lapse_in(watcher.thread_id, watcher.people, self._monotonic())
        # No task and no event of its own: there is one of these for every follower.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(lapse):
                await watcher.woken

    def _heard(self, topic: str, said: Mapping[str, Any]) -> None:
        if topic != TOPIC:
            return
        users = [UserId(user) for user in said["users"]]
        for user in users:
            self._note(user, said)
        for watcher in self._watchers:
            if not set(users).isdisjoint(watcher.people):
                watcher.wake()

    def _note(self, user: UserId, said: Mapping[str, Any]) -> None:
        now_s = self._monotonic()
        if "typing" in said:
            thread_id = ThreadId(said["thread"])
            if said["typing"]:
                self._board.typing(thread_id, user, now_s)
            else:
                self._board.stopped(thread_id, user)
        elif said["online"]:
            self._board.here(user, now_s, self._now())
        elif self._connected[user]:
            # One device of several was closed, elsewhere: the others have to hear that this one is not.
            self._called_gone.add(user)
            self._contradicted.set()
        else:
            self._board.gone(user, self._now())

    async def beat(self) -> None:
        """Say of everybody connected here that they still are."""
        everybody = list(self._connected)
        for start in range(0, len(everybody), NAMES_PER_BEAT):
            await self._tell(everybody[start : start + NAMES_PER_BEAT], online=True)

    async def _keep_beating(self) -> None:
        """Beat in time, and at once for those whom another process has just called gone."""
        while True:
            try:
                await asyncio.wait_for(self._contradicted.wait(), timeout=BEAT_S)
            except TimeoutError:
                await self.beat()
            else:
                self._contradicted.clear()
                called_gone, self._called_gone = self._called_gone, set()
                await self._tell(sorted(called_gone), online=True)

    async def _tell(self, users: list[UserId], *, online: bool) -> None:
        await self._whispers.whisper(TOPIC, {"users": users, "online": online})
