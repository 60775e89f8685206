"""Five hundred followers and one who writes: first at a steady pace, then as fast as all of them hear it."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.load.publishing import Publisher

NUMBER: Final = b'"bodyText":"'
DIGITS: Final = 10
LOST_AFTER_S: Final = 4.0
# Messages that are under way at once when it goes as fast as it can: as many as come in time.
UNDER_WAY: Final = (20, 10, 5, 2, 1)
LATE_MS: Final = 250.0
QUIET_S, QUIET_TRIES = 0.3, 25


@dataclass(frozen=True)
class Talk:
    """One thread that is followed, and who writes in it."""

    thread_id: str
    sender: str
    followers: int


@dataclass(frozen=True)
class Delivered:
    """What arrived in one stretch of time, and how late."""

    per_s: float
    deliveries: int
    lost: int
    p50_ms: float
    p95_ms: float

    @property
    def is_in_time(self) -> bool:
        return not self.lost and self.p95_ms <= LATE_MS


class Tally:
    """When each message was written, and how long each of its deliveries took."""

    def __init__(self) -> None:
        self._written_s: dict[int, float] = {}
        self._left: dict[int, int] = {}
        self._all_heard: dict[int, asyncio.Future[None]] = {}
        self._took_s: list[float] = []
        # Receipts and the like.
        self.others = 0
        self.sample = b""

    def written(self, number: int, followers: int) -> "asyncio.Future[None]":
        """Expect a message at so many followers; done when all have it."""
        self._written_s[number], self._left[number] = time.perf_counter(), followers
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._all_heard[number] = heard
        return heard

    def heard(self, buffer: bytes, begin: int, end: int, now: float) -> None:
        at = buffer.find(NUMBER, begin, end)
        if at < 0:
            self.others += 1
            return
        number = int(buffer[at + len(NUMBER) : at + len(NUMBER) + DIGITS])
        if self._left[number] < 0:
            self.others += 1
            return
        self._took_s.append(now - self._written_s[number])
        self._left[number] -= 1
        if self._left[number] == 0:
            heard = self._all_heard.pop(number)
            if not heard.done():
                heard.set_result(None)
        if not self.sample:
            self.sample = buffer[begin:end]

    async def quiet(self) -> None:
        """Until nothing more comes in, or it has been waited for long enough."""
        for _ in range(QUIET_TRIES):
            before = self.others, len(self._took_s)
            await asyncio.sleep(QUIET_S)
            if before == (self.others, len(self._took_s)):
                return

    def take(self, seconds: float) -> Delivered:
        """What was counted so far; counting begins anew."""
        took, lost = sorted(self._took_s), sum(left for left in self._left.values() if left > 0)
        # Whatever still arrives of this belongs to no stretch any more.
        self._took_s, self._left = [], dict.fromkeys(self._left, -1)
        return Delivered(
            per_s=len(took) / seconds,
            deliveries=len(took),
            lost=lost,
            p50_ms=took[int(len(took) * 0.5)] * 1000 if took else 0,
            p95_ms=took[int(len(took) * 0.95)] * 1000 if took else 0,
        )


class Writers:
    def __init__(self, talks: Sequence[Talk], publisher: Publisher, tally: Tally) -> None:
        self._talks = talks
        self._publisher = publisher
        self._tally = tally
        self._numbers = itertools.count(1)

    async def steadily(self, per_s: float, seconds: float) -> Delivered:
        """So many messages a second, whatever becomes of them."""
        loop, begun = asyncio.get_running_loop(), time.perf_counter()
        writing = []
        for place in range(int(per_s * seconds)):
            await asyncio.sleep(max(0.0, begun + place / per_s - time.perf_counter()))
            writing.append(loop.create_task(self._write(self._talks[place % len(self._talks)])))
        await asyncio.wait(writing, timeout=LOST_AFTER_S)
        found = self._tally.take(time.perf_counter() - begun)
        await self._tally.quiet()
        return found

    async def most_in_time(self, seconds: float) -> Delivered:
        """As many deliveries as there can be without one in twenty being late."""
        for under_way in UNDER_WAY:
            found = await self.flat_out(seconds, under_way)
            if found.is_in_time:
                break
        return found

    async def flat_out(self, seconds: float, under_way: int) -> Delivered:
        """The next message as soon as all followers have one of those before."""
        begun = time.perf_counter()
        talks = itertools.islice(itertools.cycle(self._talks), under_way)
        await asyncio.gather(*(self._on_and_on(talk, begun + seconds) for talk in talks))
        found = self._tally.take(time.perf_counter() - begun)
        await self._tally.quiet()
        return found

    async def _on_and_on(self, talk: Talk, until_s: float) -> None:
        while time.perf_counter() < until_s:
            try:
                await asyncio.wait_for(self._write(talk), LOST_AFTER_S)
            except TimeoutError:
                # Somebody has not heard it and will not any more; the tally knows.
                return

    async def _write(self, talk: Talk) -> None:
        number = next(self._numbers)
        heard = self._tally.written(number, talk.followers)
        text = f"{number:0{DIGITS}d} Parking is behind the building, the gate opens at eight."
        await self._publisher.publish(talk.sender, talk.thread_id, text)
        await heard
