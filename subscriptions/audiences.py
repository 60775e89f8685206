"""The audiences of a process, and the way in: what was missed is read alone, then the shared telling is
joined without a gap and without a repeat.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from domain.errors import RateLimited
from subscriptions.audience import Audience, PayloadOf
from subscriptions.feed import FOLLOWERS_PER_PROCESS, Feed
from subscriptions.live import Live
from subscriptions.member import Member, Outlet
from subscriptions.receipts import Receipts


class Audiences:
    def __init__(
        self,
        feed: Feed,
        receipts: Receipts,
        *,
        on_cut: Callable[[], None],
        on_sent: Callable[[int], object],
    ) -> None:
        self._feed, self._receipts = feed, receipts
        self._on_cut, self._on_sent = on_cut, on_sent
        self._open: dict[Hashable, Audience] = {}

    def follower_count(self) -> int:
        """Everybody in an audience, and whoever follows a topic without one."""
        alone = self._feed.follower_count() - len(self._open)
        return max(0, alone) + sum(audience.follower_count() for audience in self._open.values())

    async def follow(
        self, selection: Hashable, live: Live[Any], payload_of: PayloadOf, outlet: Outlet
    ) -> None:
        """Serve one follower until cancelled. Raises a refusal, or why they were cut.

        Followers of one `selection` hear the same: its document and variables are equal, and so are their
        rights wherever `Live.versions` does not tell them apart.
        """
        if sum(audience.expected for audience in self._open.values()) >= FOLLOWERS_PER_PROCESS:
            raise RateLimited("RATE_LIMITED", "This server has as many followers as it can serve.")
        async with live.here(), self._expected(selection, live) as audience:
            # Joined before the right is asked for: one that is lost meanwhile is an event that they get.
            position = (
                audience.position if live.after is None else self._feed.position(live.topic, live.after)
            )
            await live.admit()
            position = await self._caught_up(audience, live, payload_of, outlet, position)
            await self._serve(audience, live, payload_of, outlet, Member(outlet, position, self._on_cut))

    @asynccontextmanager
    async def _expected(self, selection: Hashable, live: Live[Any]) -> AsyncIterator[Audience]:
        """The audience of a selection, kept open meanwhile."""
        audience = self._open.get(selection)
        if audience is None or audience.is_over:
            audience = self._open[selection] = Audience(self._feed, self._receipts, live, self._on_sent)
        audience.expected += 1
        try:
            await asyncio.shield(audience.started)
            yield audience
        finally:
            audience.expected -= 1
            if not audience.expected:
                if self._open.get(selection) is audience:
                    del self._open[selection]
                await audience.stop()

    async def _caught_up(
        self, audience: Audience, live: Live[Any], payload_of: PayloadOf, outlet: Outlet, position: int
    ) -> int:
        """Tell what lies between a position and the audience's. Nothing is awaited after the last look."""
        while position < audience.position:
            for event in await self._feed.read(live.topic, position):
                if event.name in live.recheck_on:
                    await live.admit()
                (version,) = await live.versions(event, [live])
                if version is not None:
                    await outlet.send(await payload_of(version.value))
                    handed = live.receipt(event)
                    if handed is not None:
                        self._receipts.take(live.topic, handed)
                position = event.position
        return position

    async def _serve(
        self, audience: Audience, live: Live[Any], payload_of: PayloadOf, outlet: Outlet, member: Member
    ) -> None:
        person = audience.add(live, payload_of, member)
        try:
            async with _beside(live, payload_of, outlet, member):
                await member.serve(person.note)
        finally:
            await audience.remove(live.rights, member)


@asynccontextmanager
async def _beside(
    live: Live[Any], payload_of: PayloadOf, outlet: Outlet, member: Member
) -> AsyncIterator[None]:
    """Tell what is not kept as well, where there is such a thing."""
    values = live.beside()
    if values is None:
        yield
        return
    telling = asyncio.create_task(_tell(values, payload_of, outlet, member), name="live-beside")
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)


async def _tell(
    values: AsyncGenerator[Any, None], payload_of: PayloadOf, outlet: Outlet, member: Member
) -> None:
    try:
        async with aclosing(values):
            async for value in values:
                await outlet.send(await payload_of(value))
    except Exception as error:  # noqa: BLE001 - ends the operation as an error of its own would
        member.end(error)
