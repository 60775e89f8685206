"""What every part of the seed works with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from domain.ids import UserId
from domain.ports import Services
from domain.threads.reactions import NOTE_JOB
from domain.viewer import Viewer
from integrations.city_tax import CityTaxQuotes
from integrations.clock import wall_now
from integrations.doubles.s3.shelf import Shelf
from integrations.stripe_payments import StripeSandbox
from persistence import queue
from persistence.queue import Job
from persistence.unit_of_work import Kernel, SqlUnits
from server.runner import Runner
from server.seed.clock import SeedClock
from server.seed.processor import OwnProcessor, own_processor
from server.seed.shortcuts import OncePasswords, OnceScan, ShelfFiles
from server.settings import Settings
from server.wiring import Process, process

T = TypeVar("T")
R = TypeVar("R")
DAYS_LIVED = 60
SIDE_BY_SIDE = 6
# Indexing row by row would do each page many times over: the index is rebuilt once, at the end. Pictures are
# clean before their item is published, so nothing waits for them.
NOT_NOW = ("search.", "portfolio.picture_scanned")
# Of what the house says in conversations, the city keeps the two that people look for later.
NOTED = ("leg.completed", "payout.paid")


@dataclass(frozen=True)
class Seeding:
    process: Process
    kernel: Kernel
    services: Services
    clock: SeedClock
    runner: Runner
    sandbox: StripeSandbox

    def viewer(self, user_id: UserId) -> Viewer:
        return Viewer(user_id=user_id, address="127.0.0.1", agent="seed")

    async def due(self) -> list[Job]:
        """Everything that is due, at once: nobody else works on this database."""
        async with self.kernel.engine.begin() as connection:
            await queue.timers_to_jobs(connection, self.clock.now())
            return await queue.due(connection, self.clock.now())

    async def strike_off(self, jobs: Sequence[Job], errors: Sequence[str | None]) -> None:
        """Forget the jobs that went well; the others are tried again later, as always."""
        async with self.kernel.engine.begin() as connection:
            done = [job.job_id for job, error in zip(jobs, errors, strict=True) if error is None]
            await queue.all_finished(connection, done)
            for job, error in zip(jobs, errors, strict=True):
                if error is not None:
                    await queue.failed(connection, job, error, self.clock.now())


async def attempt(city: Seeding, job: Job) -> str | None:
    """None when the job did its work; what went wrong otherwise."""
    return await city.runner.attempt(job)


@asynccontextmanager
async def seeding(settings: Settings) -> AsyncIterator[Seeding]:
    """A city at its beginning."""
    begins_at = wall_now().replace(microsecond=0) - timedelta(days=DAYS_LIVED)
    async with own_processor(settings) as paying, _opened(settings, paying, begins_at) as city:
        paying.set_back(begins_at)
        yield city


@asynccontextmanager
async def joined(settings: Settings) -> AsyncIterator[Seeding]:
    """The same city from another process, which is told what time it is."""
    long_ago = wall_now() - timedelta(days=2 * DAYS_LIVED)
    async with own_processor(settings) as paying, _opened(settings, paying, long_ago) as city:
        yield city


@asynccontextmanager
async def _opened(settings: Settings, paying: OwnProcessor, at: datetime) -> AsyncIterator[Seeding]:
    clock = SeedClock(at)
    async with process(replace(settings, live_url="memory://", durable=False)) as one:
        kernel = replace(one.kernel, clock=clock, routes=_routes(one.kernel.routes))
        services = _services(one, SqlUnits(kernel, _no_hint), clock, paying)
        city = Seeding(one, kernel, services, clock, one.runner.on(kernel, services), paying.sandbox)
        paying.door.state.process = city
        yield city


def _routes(routes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    def wanted(fact: str, kind: str) -> bool:
        return not kind.startswith(NOT_NOW) and (kind != NOTE_JOB or fact in NOTED)

    return {fact: tuple(kind for kind in kinds if wanted(fact, kind)) for fact, kinds in routes.items()}


def _services(one: Process, units: SqlUnits, clock: SeedClock, paying: OwnProcessor) -> Services:
    services = replace(
        one.services,
        units=units,
        clock=clock,
        passwords=OncePasswords(one.services.passwords),
        scan=OnceScan(one.services.scan),
        payments=paying.payments,
        taxes=CityTaxQuotes(units),
        sandbox=None,
        dev_time=None,
    )
    bucket, shelf = one.settings.bucket.name, Shelf(one.settings.data_dir / "files")
    return (
        replace(services, files=ShelfFiles(services.files, shelf, bucket))
        if shelf.has_bucket(bucket)
        else services
    )


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
