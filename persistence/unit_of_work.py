"""One use case, one transaction. Forget something and nothing is written."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.facts import Fact
from domain.ids import Prefix
from domain.pages import Cursors
from persistence import clock as offset_row
from persistence import event_log, queue
from persistence.accounts import SqlAccounts
from persistence.bookings import SqlBookings
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.docs import SqlDocs
from persistence.ids import new_id
from persistence.keys import SqlKeys
from persistence.limits import SqlLimits
from persistence.media import SqlUploads
from persistence.money import SqlMoney
from persistence.portfolio import SqlPortfolio
from persistence.profiles import SqlProfiles
from persistence.search.engine import SqlSearchEngine
from persistence.search.sources import SqlSearchSources
from persistence.studios import SqlStudios
from persistence.threads import SqlThreads
from persistence.webhooks import SqlWebhooks

Hints = Callable[[list[tuple[str, int]]], Awaitable[None]]


class ProcessClock(Protocol):
    """Real time plus the offset of a development database; `movable` is False in production."""

    movable: bool

    def now(self) -> datetime: ...

    def set_offset(self, offset: Any) -> None: ...


@dataclass(frozen=True)
class Kernel:
    """What every unit of work of a process shares."""

    engine: AsyncEngine
    clock: ProcessClock
    cursors: Cursors
    # Fact name to the kinds of jobs that react to it.
    routes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The corrId of the request or job at hand; what it enqueues runs under the same one.
    cause: Callable[[], str] = str


class SqlUnitOfWork:
    """The domain's UnitOfWork on one connection; `settle` runs before the commit, `hints` go out after."""

    def __init__(self, kernel: Kernel, connection: AsyncConnection, now: datetime) -> None:
        self._kernel = kernel
        self.connection = connection
        self.now = now
        self.cursors = kernel.cursors
        self._facts: list[Fact] = []
        self._jobs: list[queue.NewJob] = []
        # One of each kind and subject: when it falls due, or None when it must not any more.
        self._timers: dict[tuple[str, str], datetime | None] = {}
        self.hints: list[tuple[str, int]] = []

    def new_id(self, prefix: Prefix) -> str:
        return new_id(prefix)

    def emit(self, fact: Fact) -> None:
        self._facts.append(fact)

    async def schedule(self, kind: str, subject: str, due_at: datetime) -> None:
        self._timers[kind, subject] = due_at

    async def unschedule(self, kind: str, subject: str) -> None:
        self._timers[kind, subject] = None

    async def enqueue(self, kind: str, payload: Mapping[str, Any], due_at: datetime | None = None) -> None:
        job_id, cause = self.new_id(Prefix.JOB), self._kernel.cause() or None
        self._jobs.append(queue.NewJob(job_id, kind, dict(payload), due_at or self.now, cause))

    async def settle(self) -> None:
        """Write what was timed and enqueued, then what was emitted: one statement each, however many."""
        facts, self._facts = [(self.new_id(Prefix.EVENT), fact) for fact in self._facts], []
        for event_id, fact in facts:
            for kind in self._kernel.routes.get(fact.name, ()):
                cause = {"event": event_id, "name": fact.name, "subject": fact.subject, **fact.ids}
                await self.enqueue(kind, cause)
        timers, self._timers = self._timers, {}
        jobs, self._jobs = self._jobs, []
        await queue.arrange(self.connection, timers, jobs)
        await self.search.settle()
        # Last of all: the rows of the topics are locked from here to the commit.
        self.hints += await event_log.append(self.connection, facts, at=self.now)

    @cached_property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self.connection)

    @cached_property
    def common(self) -> SqlCommon:
        return SqlCommon(self.connection)

    @cached_property
    def money(self) -> SqlMoney:
        return SqlMoney(self.connection)

    @cached_property
    def media(self) -> SqlUploads:
        return SqlUploads(self.connection)

    @cached_property
    def studios(self) -> SqlStudios:
        return SqlStudios(self.connection)

    @cached_property
    def calendar(self) -> SqlCalendars:
        return SqlCalendars(self.connection)

    @cached_property
    def threads(self) -> SqlThreads:
        return SqlThreads(self.connection)

    @cached_property
    def profiles(self) -> SqlProfiles:
        return SqlProfiles(self.connection)

    @cached_property
    def portfolio(self) -> SqlPortfolio:
        return SqlPortfolio(self.connection)

    @cached_property
    def docs(self) -> SqlDocs:
        return SqlDocs(self.connection)

    @cached_property
    def search(self) -> SqlSearchEngine:
        return SqlSearchEngine(self.connection)

    @cached_property
    def search_sources(self) -> SqlSearchSources:
        return SqlSearchSources(self.connection)

    @cached_property
    def limits(self) -> SqlLimits:
        return SqlLimits(self.connection, self.now)

    @cached_property
    def bookings(self) -> SqlBookings:
        return SqlBookings(self.connection, self.cursors)

    @cached_property
    def webhooks(self) -> SqlWebhooks:
        return SqlWebhooks(self.connection)

    @cached_property
    def keys(self) -> SqlKeys:
        return SqlKeys(self.connection)


async def begin(kernel: Kernel, connection: AsyncConnection) -> SqlUnitOfWork:
    """A unit of work on a connection whose transaction has just begun."""
    return SqlUnitOfWork(kernel, connection, await business_now(kernel, connection))


async def business_now(kernel: Kernel, connection: AsyncConnection) -> datetime:
    """Business time; where the clock can be moved, wherever another process may have moved it to."""
    if kernel.clock.movable:
        kernel.clock.set_offset(await offset_row.read_offset(connection))
    return kernel.clock.now()


class SqlUnits:
    """The factory of units of work: commit on a clean exit, roll back on any other, hint after the commit."""

    def __init__(self, kernel: Kernel, hint: Hints) -> None:
        self.kernel = kernel
        self.hint = hint

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        async with self.kernel.engine.begin() as connection:
            uow = await begin(self.kernel, connection)
            yield uow
            await uow.settle()
        if uow.hints:
            await self.hint(uow.hints)
