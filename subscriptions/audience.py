"""Everybody in this process who follows one topic by the same selection: one reading, one telling."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, Final

import structlog

from domain.errors import RateLimited
from domain.facts import LiveEvent
from subscriptions.feed import Feed
from subscriptions.live import Live, Version, refusal_of
from subscriptions.member import Member

log = structlog.get_logger()
# Makes the payload of a value with the rights of one person: the one place where an event is executed.
PayloadOf = Callable[[Any], Awaitable[bytes]]
# A receipt waits this long, so that in a lively conversation one speaks for several.
RECEIPT_WAIT_S: Final = 0.1


class Person:
    """One person in an audience, on one of perhaps several sockets."""

    def __init__(self, live: Live[Any], payload_of: PayloadOf) -> None:
        self.live, self.payload_of = live, payload_of
        self.members: set[Member] = set()
        self._arrived: dict[Hashable, LiveEvent] = {}
        self._left = asyncio.Event()
        self.noting: asyncio.Task[None] | None = None

    def take(self, event: LiveEvent, payload: bytes) -> None:
        went_out = [member.take(event, payload) for member in self.members]
        if any(went_out):
            self.note(event)

    def note(self, event: LiveEvent) -> None:
        """Keep in mind that an event arrived; a person is noted once, on however many sockets."""
        kind = self.live.receipt(event)
        if kind is not None:
            self._arrived[kind] = event
            self.noting = self.noting or asyncio.create_task(self._note(), name="live-receipts")

    async def leave(self) -> None:
        """Once nobody is left here: what arrived is noted without waiting."""
        self._left.set()
        if self.noting is not None:
            await asyncio.wait({self.noting})

    async def _note(self) -> None:
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), RECEIPT_WAIT_S)
            while self._arrived:
                _, event = self._arrived.popitem()
                await self.live.arrived(event)
        except Exception as error:  # noqa: BLE001 - what arrives next is noted for this one as well
            log.warning("live.receipt_lost", error=type(error).__name__)
        finally:
            self.noting = None


class Audience:
    """Reads its topic once. `position` is that of the event told last, or being told."""

    def __init__(self, feed: Feed, topic: str, recheck_on: frozenset[str]) -> None:
        self._feed, self._topic, self._recheck_on = feed, topic, recheck_on
        self._people: dict[Hashable, Person] = {}
        self.position = 0
        # Followers that are here or on their way in.
        self.expected = 0
        self.is_over = False
        self.started = asyncio.ensure_future(self._start())

    async def _start(self) -> None:
        self._follower, self.position = await self._feed.join(self._topic)
        self._telling = asyncio.create_task(self._tell_all(), name="live-audience")

    async def stop(self) -> None:
        """Once nobody is expected any more."""
        self.is_over = True
        self.started.cancel()
        await asyncio.gather(self.started, return_exceptions=True)
        if not self.started.cancelled() and self.started.exception() is None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
            self._feed.leave(self._topic, self._follower)

    def add(self, live: Live[Any], payload_of: PayloadOf, member: Member) -> Person:
        person = self._people.setdefault(live.rights, Person(live, payload_of))
        person.members.add(member)
        return person

    async def remove(self, rights: Hashable, member: Member) -> None:
        person = self._people[rights]
        person.members.discard(member)
        if not person.members:
            del self._people[rights]
            await person.leave()

    def follower_count(self) -> int:
        return sum(len(person.members) for person in self._people.values())

    async def _tell_all(self) -> None:
        try:
            while True:
                try:
                    await self._tell(await self._follower.next())
                except RateLimited:
                    await self._tell_from_log()
        except Exception as error:  # noqa: BLE001 - told to everybody, who may come again
            log.warning("live.audience_lost", error=type(error).__name__)
            self.is_over = True
            self._end(self._people.values(), error)

    async def _tell_from_log(self) -> None:
        """More came at once than a queue holds. It is all in the log, so nobody has to be cut for that."""
        self._follower.begin_again()
        while events := await self._feed.read(self._topic, self.position):
            for event in events:
                await self._tell(event)

    async def _tell(self, event: LiveEvent) -> None:
        """Tell everybody who is here now. Who comes meanwhile sees the position and reads it themselves."""
        if event.position <= self.position:
            return
        self.position = event.position
        people = await self._still_admitted(event)
        if not people:
            return
        told = _by_version(people, await people[0].live.versions(event, [one.live for one in people]))
        for version, hearers in told:
            payload = await hearers[0].payload_of(version.value)
            for person in hearers:
                person.take(event, payload)

    async def _still_admitted(self, event: LiveEvent) -> Sequence[Person]:
        """Everybody here; after an event that may have changed that, those who may still follow."""
        people = list(self._people.values())
        if event.name not in self._recheck_on:
            return people
        refusals = [(person, await refusal_of(person.live)) for person in people]
        for person, refusal in refusals:
            if refusal is not None:
                self._end([person], refusal)
        return [person for person, refusal in refusals if refusal is None]

    def _end(self, people: Iterable[Person], why: Exception) -> None:
        for person in people:
            for member in person.members:
                member.end(why)


def _by_version(
    people: Sequence[Person], versions: Sequence[Version[Any] | None]
) -> Iterable[tuple[Version[Any], list[Person]]]:
    told: dict[Hashable, tuple[Version[Any], list[Person]]] = {}
    for person, version in zip(people, versions, strict=True):
        if version is not None:
            told.setdefault(version.key, (version, []))[1].append(person)
    return told.values()
