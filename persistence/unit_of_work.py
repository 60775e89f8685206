"""One use case, one transaction. Forget something and nothing is written."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Protocol

import uuid_utils
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.facts import Fact
from domain.ids import Prefix, typeid
from domain.pages import Cursors
from persistence import clock as offset_row
from persistence import event_log, queue
from persistence.accounts import SqlAccounts
from persistence.bookings import SqlBookings
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.docs import SqlDocs
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
        self.hints: list[tuple[str, int]] = []

    def new_id(self, prefix: Prefix) -> str:
        return typeid(prefix, uuid_utils.uuid7().int)

    def emit(self, fact: Fact) -> None:
        self._facts.append(fact)

    async def schedule(self, kind: str, subject: str, due_at: datetime) -> None:
        await queue.schedule(self.connection, kind, subject, due_at)

    async def unschedule(self, kind: str, subject: str) -> None:
        await queue.unschedule(self.connection, kind, subject)

    async def enqueue(self, kind: str, payload: Mapping[str, Any], due_at: datetime | None = None) -> None:
        job_id, cause = self.new_id(Prefix.JOB), self._kernel.cause() or None
        await queue.enqueue(self.connection, job_id, kind, payload, due_at or self.now, cause)

    async def settle(self) -> None:
        """Write what was emitted: the log, the live positions, and one job per reaction."""
        facts, self._facts = [(self.new_id(Prefix.EVENT), fact) for fact in self._facts], []
        topics = [name for _, fact in facts for name in fact.topics]
        if len(facts) > 1 and topics:
            await event_log.lock_topics(self.connection, topics)
        # Order is kept; what lies between two facts with followers goes in one round trip.
        for is_live, run in groupby(facts, key=lambda pair: bool(pair[1].topics)):
            if not is_live:
                await event_log.append_quiet(self.connection, list(run), at=self.now)
                continue
            for event_id, fact in run:
                self.hints += await event_log.append(self.connection, fact, event_id=event_id, at=self.now)
        for event_id, fact in facts:
            for kind in self._kernel.routes.get(fact.name, ()):
                cause = {"event": event_id, "name": fact.name, "subject": fact.subject, **fact.ids}
                await self.enqueue(kind, cause)

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
