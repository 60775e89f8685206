"""What every part of the seed works with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from domain.ids import UserId
from domain.ports import Services
from domain.viewer import Viewer
from integrations.doubles.s3.shelf import Shelf
from persistence.unit_of_work import SqlUnits
from server.runner import Runner
from server.seed.clock import SeedClock
from server.seed.shortcuts import OncePasswords, OnceScan, ShelfFiles
from server.settings import Settings
from server.wiring import Process, process

T = TypeVar("T")
R = TypeVar("R")
DAYS_LIVED = 60
SIDE_BY_SIDE = 6
# Indexing row by row would do each page many times over; the index is rebuilt once, at the end. Pictures are
# clean before their item is published, so nothing waits for them.
NOT_NOW = frozenset({"upload.success", "content.classified", "entity.updated"})


@dataclass(frozen=True)
class Seeding:
    process: Process
    services: Services
    clock: SeedClock
    runner: Runner

    def viewer(self, user_id: UserId) -> Viewer:
        return Viewer(user_id=user_id, address="127.0.0.1", agent="seed")

    async def live_until(self, moment: datetime) -> None:
        """Let everything due happen, several at a time, until the city has reached a moment."""
        self.clock.move(moment)
        await self.runner.drain()


@asynccontextmanager
async def seeding(settings: Settings) -> AsyncIterator[Seeding]:
    async with process(replace(settings, live_url="memory://")) as one:
        clock = SeedClock(datetime.now(UTC).replace(microsecond=0) - timedelta(days=DAYS_LIVED))
        routes = {fact: kinds for fact, kinds in one.kernel.routes.items() if fact not in NOT_NOW}
        kernel = replace(one.kernel, clock=clock, routes=routes)
        services = replace(
            one.services,
            units=SqlUnits(kernel, _no_hint),
            clock=clock,
            passwords=OncePasswords(one.services.passwords),
            scan=OnceScan(one.services.scan),
            dev_time=None,
        )
        shelf = Shelf(settings.data_dir / "files")
        if shelf.has_bucket(settings.bucket.name):
            services = replace(services, files=ShelfFiles(services.files, shelf, settings.bucket.name))
        yield Seeding(one, services, clock, one.runner.on(kernel, services))


async def side_by_side(work: Callable[[T], Awaitable[R]], items: Iterable[T]) -> list[R]:
    """Each item once, some at a time, results in the order of the items; the first failure ends all."""
    turnstile = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(item: T) -> R:
        async with turnstile:
            return await work(item)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(item)) for item in items]
    return [task.result() for task in tasks]


async def _no_hint(hints: list[tuple[str, int]]) -> None:
    """Nobody follows a city that is only being built."""
    del hints
