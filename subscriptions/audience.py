"""Everybody in this process who follows one topic by the same selection: one reading, one telling."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, Final

import structlog

from domain.errors import RateLimited
from domain.facts import LiveEvent
from subscriptions.feed import Feed
from subscriptions.live import Live, Version, refusal_of
from subscriptions.member import Member
from subscriptions.receipts import Receipts
from subscriptions.told import Told

log = structlog.get_logger()
# Makes the payload of a value with the rights of one person: the one place where an event is executed.
PayloadOf = Callable[[Any], Awaitable[bytes]]


# Written in one go, so no more than a peer that stopped reading may leave in our memory.
TOLD_TOGETHER: Final = 16


class Person:
    """One person in an audience, on one of perhaps several sockets."""

    def __init__(self, live: Live[Any], payload_of: PayloadOf, receipts: Receipts) -> None:
        self.live, self.payload_of = live, payload_of
        self.members: set[Member] = set()
        self._receipts = receipts

    def take(self, told: Told) -> int:
        """Answers how many messages went out at once, on all sockets together."""
        went_out = [member.take(told) for member in self.members]
        # Who heard the last one heard those before it, now or earlier.
        for event in told.events[len(told.events) - max(went_out, default=0) :]:
            self.note(event)
        return sum(went_out)

    def note(self, event: LiveEvent) -> None:
        """Keep in mind that an event arrived; a person is noted once, on however many sockets."""
        handed = self.live.receipt(event)
        if handed is not None:
            self._receipts.take(event.topic, handed)

    async def leave(self) -> None:
        """Once nobody is left here."""
        await self._receipts.settle(self.live.user_id)


class Audience:
    """Reads its topic once. `position` is that of the event told last, or being told."""

    def __init__(
        self, feed: Feed, receipts: Receipts, live: Live[Any], on_sent: Callable[[int], object]
    ) -> None:
        self._feed, self._receipts, self._on_sent = feed, receipts, on_sent
        self._topic, self._recheck_on = live.topic, live.recheck_on
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
        person = self._people.get(live.rights)
        if person is None:
            person = self._people[live.rights] = Person(live, payload_of, self._receipts)
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
                    await self._tell_in_order(await self._follower.all_next())
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
            await self._tell_in_order(events)

    async def _tell_in_order(self, events: Sequence[LiveEvent]) -> None:
        """Together what can be told together: an event after which rights may differ begins anew."""
        run: list[LiveEvent] = []
        for event in events:
            if event.name in self._recheck_on or len(run) == TOLD_TOGETHER:
                await self._tell(run)
                run = []
            run.append(event)
        await self._tell(run)

    async def _tell(self, events: Sequence[LiveEvent]) -> None:
        """Tell everybody who is here now. Who comes meanwhile sees the position and reads it themselves."""
        events = [event for event in events if event.position > self.position]
        if not events:
            return
        self.position = events[-1].position
        people = await self._still_admitted(events[0])
        if not people:
            return
        for told, hearers in await self._told(events, people):
            self._on_sent(sum(person.take(told) for person in hearers))

    async def _told(
        self, events: Sequence[LiveEvent], people: Sequence[Person]
    ) -> list[tuple[Told, list[Person]]]:
        """What is told, with all who hear just that."""
        made = [
            (event, version, hearers)
            for event in events
            for version, hearers in _by_version(people, await self._versions(event, people))
        ]
        payloads = await _all([hearers[0].payload_of(version.value) for _, version, hearers in made])
        heard: dict[Person, tuple[int, ...]] = {}
        for place, (_, _, hearers) in enumerate(made):
            for person in hearers:
                heard[person] = (*heard.get(person, ()), place)
        alike: dict[tuple[int, ...], list[Person]] = {}
        for person, places in heard.items():
            alike.setdefault(places, []).append(person)
        return [
            (Told([made[place][0] for place in places], [payloads[place] for place in places]), hearers)
            for places, hearers in alike.items()
        ]

    async def _versions(self, event: LiveEvent, people: Sequence[Person]) -> Sequence[Version[Any] | None]:
        return await people[0].live.versions(event, [one.live for one in people])

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


async def _all(payloads: Sequence[Awaitable[bytes]]) -> Sequence[bytes]:
    """Made side by side, so that what they read is read together."""
    return await asyncio.gather(*payloads) if len(payloads) > 1 else [await one for one in payloads]
