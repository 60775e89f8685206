"""The live layer: rows of the event log are the truth, channel messages only hint that there are new ones."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

import orjson
import structlog
from broadcaster import Broadcast
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import Invalid, RateLimited
from domain.facts import LiveEvent
from domain.pages import Cursors
from persistence import event_log
from subscriptions.followers import Follower

log = structlog.get_logger()
CHANNEL: Final = "rastup"
# Hints may be lost when a connection breaks; the heads of followed topics are looked up this often anyway.
RECHECK_S: Final = 5.0
RECONNECT_S: Final = 1.0
# Under load hints are gathered for this long: one message for many costs every process less.
HINTS_APART_S: Final = 0.003
# How long a process that stops waits for its last hints.
HINTED_WITHIN_S: Final = 2.0
# A channel message may have 8,000 bytes in PostgreSQL.
HINTS_PER_MESSAGE: Final = 50
FOLLOWERS_PER_PROCESS: Final = 10_000

Whisper = Mapping[str, Any]
Listener = Callable[[str, Whisper], None]


class Feed:
    """Follows topics of the event log for any number of followers: one read per event and process."""

    def __init__(self, engine: AsyncEngine, url: str, cursors: Cursors) -> None:
        # Every read here is one statement: nothing to begin, nothing to put back.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._url = url
        self._broadcast = Broadcast(url)
        # One connection carries all hints, and it serves one statement at a time.
        self._channel = asyncio.Lock()
        self._cursors = cursors
        self._followers: dict[str, set[Follower]] = {}
        self._seen: dict[str, int] = {}
        # Topics that are known to have moved, up to where; all of them are read together.
        self._moved: dict[str, int] = {}
        self._has_moved = asyncio.Event()
        self._listeners: list[Listener] = []
        self._tasks: list[asyncio.Task[None]] = []
        # Positions of topics that nobody was told of yet, and who is telling them.
        self._untold: dict[str, int] = {}
        self._hinting: asyncio.Task[None] | None = None
        self._is_stopping = False
        self.is_listening = False

    async def start(self) -> None:
        await self._broadcast.connect()
        listening = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._listen(listening), name="feed-listen"),
            asyncio.create_task(self._read_on(), name="feed-read"),
            asyncio.create_task(self._recheck(), name="feed-recheck"),
        ]
        await asyncio.wait_for(listening.wait(), timeout=10)

    async def stop(self) -> None:
        self._is_stopping = True
        if self._hinting is not None:
            await asyncio.wait([self._hinting], timeout=HINTED_WITHIN_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(Exception):
            await self._broadcast.disconnect()

    async def hint(self, positions: list[tuple[str, int]]) -> None:
        """Tell every process that topics have moved; called after a commit. A lost hint is only late.

        Nobody waits for it. The first for a while goes at once; what moves soon after goes together.
        """
        for topic, position in positions:
            self._untold[topic] = max(position, self._untold.get(topic, 0))
        if self._hinting is None or self._hinting.done():
            self._hinting = asyncio.create_task(self._tell_moved(), name="feed-hint")

    async def _tell_moved(self) -> None:
        while self._untold:
            told = list(self._untold.items())[:HINTS_PER_MESSAGE]
            for topic, _ in told:
                del self._untold[topic]
            await self._publish({"moved": told})
            if not self._is_stopping:
                await asyncio.sleep(HINTS_APART_S)

    async def whisper(self, topic: str, payload: Whisper) -> None:
        """Say something that is not kept (presence, typing) to whoever listens now, in every process."""
        await self._publish({"topic": topic, "whisper": dict(payload)})

    def on_whisper(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(topic, payload)` for every whisper; answers how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def cursor(self, event: LiveEvent) -> str:
        return self._cursors.seal(f"live:{event.topic}", [event.position])

    def follower_count(self) -> int:
        return sum(len(followers) for followers in self._followers.values())

    def topic_count(self) -> int:
        return len(self._followers)

    def heard(self, topic: str) -> int:
        """Position up to which this process has read a topic; -1 while nobody here follows it."""
        return self._seen.get(topic, -1)

    async def follow(
        self,
        topic: str,
        *,
        after: str | None = None,
        may_follow: Callable[[], Awaitable[None]] | None = None,
        recheck_on: frozenset[str] = frozenset(),
    ) -> AsyncGenerator[LiveEvent, None]:
        """What was missed since a cursor, in order and once, then what happens, until cut or left.

        `may_follow` raises when the caller has no right; it is asked at the start, and again after every
        event named in `recheck_on`, before that event is handed out. Raises CURSOR_EXPIRED for a forgotten
        position and RATE_LIMITED when the follower reads too slowly or the process is full.
        """
        start = None if after is None else self.position(topic, after)
        follower, head = await self.join(topic)
        position = head if start is None else start
        try:
            # Asked once joined: a right lost in between is an event that this follower already gets.
            if may_follow is not None:
                await may_follow()
            async for event in self._missed(topic, position, follower):
                position = event.position
                if may_follow is not None and event.name in recheck_on:
                    await may_follow()
                yield event
            while True:
                event = await follower.next()
                if event.position <= position:
                    continue
                position = event.position
                if may_follow is not None and event.name in recheck_on:
                    await may_follow()
                yield event
        finally:
            self.leave(topic, follower)

    async def join(self, topic: str) -> tuple[Follower, int]:
        """A follower of everything that comes after the position named. Whoever joins has to leave."""
        if self.follower_count() >= FOLLOWERS_PER_PROCESS:
            raise RateLimited("RATE_LIMITED", "This server has as many followers as it can serve.")
        follower = Follower()
        # Joined before the head is read: what commits in between is queued, then skipped as seen.
        self._followers.setdefault(topic, set()).add(follower)
        try:
            async with self._engine.connect() as connection:
                head = await event_log.head(connection, topic)
        except BaseException:
            self.leave(topic, follower)
            raise
        self._seen.setdefault(topic, head)
        return follower, head

    async def read(self, topic: str, position: int) -> list[LiveEvent]:
        """The next events after a position, from the log. Raises CURSOR_EXPIRED for a forgotten one."""
        async with self._engine.connect() as connection:
            return await event_log.after(connection, topic, position)

    async def _missed(self, topic: str, position: int, follower: Follower) -> AsyncGenerator[LiveEvent, None]:
        while True:
            events = await self.read(topic, position)
            if not events:
                return
            for event in events:
                yield event
                follower.forget_until(event.position)
            position = events[-1].position

    def position(self, topic: str, after: str) -> int:
        """The position that a cursor of this topic stands for. Raises VALIDATION_FAILED for others."""
        values = self._cursors.open(f"live:{topic}", after)
        if len(values) != 1 or not isinstance(values[0], int):
            raise Invalid(
                "VALIDATION_FAILED", "That cursor does not belong here.", fields={"after": "Wrong."}
            )
        return values[0]

    def leave(self, topic: str, follower: Follower) -> None:
        followers = self._followers.get(topic)
        if followers is None:
            return
        followers.discard(follower)
        if not followers:
            del self._followers[topic]
            self._seen.pop(topic, None)

    async def _publish(self, message: Mapping[str, Any]) -> None:
        try:
            async with self._channel:
                await self._broadcast.publish(CHANNEL, json.dumps(message, separators=(",", ":")))
        except Exception as error:  # noqa: BLE001 - what is kept is found by the recheck
            log.warning("live.hint_lost", error=type(error).__name__)
            await self._reconnect()

    async def _reconnect(self) -> None:
        """Replace a broken channel; the listener notices and joins the new one."""
        async with self._channel:
            broken, self._broadcast = self._broadcast, Broadcast(self._url)
            with contextlib.suppress(Exception):
                await broken.disconnect()
            try:
                await self._broadcast.connect()
            except Exception as error:  # noqa: BLE001 - the next beat tries again
                log.warning("live.channel_down", error=type(error).__name__)
        self.is_listening = False
        self._listener.cancel()

    async def _listen(self, listening: asyncio.Event) -> None:
        while True:
            self._listener = asyncio.create_task(self._join_channel(listening), name="feed-channel")
            try:
                await self._listener
            except asyncio.CancelledError:
                if asyncio.current_task().cancelling():  # type: ignore[union-attr]
                    self._listener.cancel()
                    raise
            except Exception as error:  # noqa: BLE001 - a broken channel is joined again
                log.warning("live.channel_lost", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_S)

    async def _join_channel(self, listening: asyncio.Event) -> None:
        async with self._broadcast.subscribe(CHANNEL) as messages:
            listening.set()
            self.is_listening = True
            while True:
                message = await messages.get()
                self._heard(orjson.loads(message.message))

    def _heard(self, message: Mapping[str, Any]) -> None:
        self._note_moved(message.get("moved", ()))
        if "whisper" in message:
            for listener in list(self._listeners):
                listener(message["topic"], message["whisper"])

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            # The beat is how a broken channel is noticed even when nothing else is said.
            await self._publish({"beat": 1})
            try:
                await self._catch_up_all()
            except Exception as error:  # noqa: BLE001 - tried again in seconds
                log.warning("live.recheck_failed", error=type(error).__name__)

    async def _catch_up_all(self) -> None:
        async with self._engine.connect() as connection:
            heads = await event_log.heads(connection, list(self._followers))
        self._note_moved(heads.items())

    def _note_moved(self, positions: Iterable[tuple[str, int]]) -> None:
        for topic, position in positions:
            if topic in self._followers:
                self._moved[topic] = max(position, self._moved.get(topic, 0))
                self._has_moved.set()

    async def _read_on(self) -> None:
        """One reading after another: what moves meanwhile is read together in the next."""
        while True:
            await self._has_moved.wait()
            self._has_moved.clear()
            moved, self._moved = self._moved, {}
            try:
                await self._catch_up(moved)
            except Exception as error:  # noqa: BLE001 - what is kept is found by the recheck
                log.warning("live.not_read", error=type(error).__name__)

    async def _catch_up(self, moved: Mapping[str, int]) -> None:
        """Read what is new on these topics once, and hand it to every follower of this process."""
        # One transaction may bring more than one read holds, and nothing else would ask for the rest.
        while behind := self._behind(moved):
            async with self._engine.connect() as connection:
                events = await event_log.after_each(connection, behind)
            if not events:
                return
            for event in events:
                self._hand_out(event)

    def _behind(self, moved: Mapping[str, int]) -> Mapping[str, int]:
        """How far these topics were read, of those that have moved beyond it."""
        seen = self._seen
        return {
            topic: seen[topic] for topic, position in moved.items() if seen.get(topic, position) < position
        }

    def _hand_out(self, event: LiveEvent) -> None:
        # Everybody may have left meanwhile, and others have come, who begin elsewhere.
        if self._seen.get(event.topic, event.position) < event.position:
            self._seen[event.topic] = event.position
            for follower in list(self._followers.get(event.topic, ())):
                follower.offer(event)
