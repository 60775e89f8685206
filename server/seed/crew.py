"""Work on every processor: helpers are processes of their own that take a share of what has to be done."""

import asyncio
import multiprocessing
import os
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

import uvloop

from server import starting
from server.seed.world import Seeding, attempt, joined, side_by_side
from server.settings import Settings

T = TypeVar("T")
R = TypeVar("R")
# A function of a module, so that it can be named to another process: one item of work in the city.
Work = Callable[[Seeding, T], Awaitable[R]]
# More would only wait for the database.
MOST_HELPERS = 3


@dataclass(frozen=True)
class Failed:
    story: str


class HelperFailed(Exception):
    """A helper could not do its share; the story is its traceback."""


@dataclass(frozen=True)
class Helper:
    """The near end of a helper: ask, then wait for the answer, one question at a time."""

    process: BaseProcess
    line: Connection

    async def do(self, city: Seeding, work: Work[T, R], share: Sequence[T]) -> list[R]:
        if not share:
            return []
        self.line.send((city.clock.now(), work, share))
        answer: Any = await asyncio.to_thread(self.line.recv)
        if isinstance(answer, Failed):
            raise HelperFailed(answer.story)
        return list(answer)

    def leave(self) -> None:
        self.line.close()
        self.process.join(timeout=10)


@dataclass(frozen=True)
class Crew:
    city: Seeding
    helpers: list[Helper]

    async def live_until(self, moment: datetime) -> None:
        """Let everything due happen, here and at the processor, until the city has reached a moment."""
        self.city.clock.move(moment)
        await self.city.sandbox.advance(moment)
        while jobs := await self.city.due():
            await self.city.strike_off(jobs, await self.do(attempt, jobs))

    async def do(self, work: Work[T, R], items: Sequence[T]) -> list[R]:
        """Every item once, shared out among this process and its helpers; results in order."""
        hands = len(self.helpers) + 1
        shares = [items[place::hands] for place in range(hands)]
        theirs = zip(self.helpers, shares[1:], strict=True)
        answers = await asyncio.gather(
            side_by_side(partial(work, self.city), shares[0]),
            *(helper.do(self.city, work, share) for helper, share in theirs),
        )
        return [answers[place % hands][place // hands] for place in range(len(items))]


@asynccontextmanager
async def crew(city: Seeding, settings: Settings) -> AsyncIterator[Crew]:
    helpers = [_hired(settings) for _ in range(min((os.cpu_count() or 1) - 1, MOST_HELPERS))]
    try:
        yield Crew(city, helpers)
    finally:
        for helper in helpers:
            helper.leave()


def _hired(settings: Settings) -> Helper:
    near, far = multiprocessing.Pipe()
    # Spawned, not forked: a fork would share sockets and threads that are in use.
    process = multiprocessing.get_context("spawn").Process(target=_begin, args=(far, settings), daemon=True)
    process.start()
    far.close()
    return Helper(process, near)


def _begin(line: Connection, settings: Settings) -> None:
    starting.keep()
    uvloop.run(_serve(line, settings))


async def _serve(line: Connection, settings: Settings) -> None:
    async with joined(settings) as city:
        while True:
            try:
                at, work, share = await asyncio.to_thread(line.recv)
            except EOFError:
                return
            city.clock.move(at)
            try:
                line.send(await side_by_side(partial(work, city), share))
            except Exception:  # noqa: BLE001 - told to whoever asked, who gives up
                line.send(Failed(traceback.format_exc()))
