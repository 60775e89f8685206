"""What the domain needs of the world: a unit of work, a clock, and one port per outside service."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.accounts.ports import Accounts, Mail, Passwords, Tokens
from domain.bookings.ports import Bookings
from domain.calendar.ports import Calendars
from domain.clock import DevTime
from domain.common.ports import Common
from domain.docs.ports import DocRenderer, Docs
from domain.facts import Fact
from domain.ids import Prefix
from domain.media.ports import Files, Scan, Uploads
from domain.money.ports import Payments, PaymentsSandbox
from domain.money.repository import Books
from domain.money.tax import TaxQuotes
from domain.pages import Cursors
from domain.portfolio.ports import Portfolio
from domain.profiles.ports import Profiles
from domain.search.memory import Memory
from domain.search.ports import SearchEngine, SearchSources
from domain.studios.ports import Studios
from domain.threads.ports import Threads


class Clock(Protocol):
    """Business time. Rules never read the wall clock; they read this, or the `now` of their unit of work."""

    def now(self) -> datetime: ...


class Limits(Protocol):
    async def take(self, bucket: str, *, most: int, per: timedelta) -> None:
        """Count one use of a bucket; raises RATE_LIMITED after `most` uses within the window."""


class Webhooks(Protocol):
    """The inbox of events that outside services sent; one row each, however often they arrive."""

    async def keep(
        self, source: str, external_id: str, *, kind: str, body: Mapping[str, Any], at: datetime
    ) -> bool: ...

    async def body_of(self, source: str, external_id: str) -> Mapping[str, Any] | None: ...

    async def handled(self, source: str, external_id: str, at: datetime) -> None: ...


class Keys(Protocol):
    """The Idempotency-Keys that clients used, with what they were answered."""

    async def forget_old(self, now: datetime, *, most: int) -> int:
        """Forget at most so many of those kept long enough, oldest first; how many that were."""


class UnitOfWork(Protocol):
    """One transaction: all a use case reads and keeps. It commits when left cleanly, else nothing stays."""

    @property
    def now(self) -> datetime:
        """Business time (aware, UTC) at which this unit of work began."""

    @property
    def cursors(self) -> Cursors: ...

    def new_id(self, prefix: Prefix) -> str: ...

    def emit(self, fact: Fact) -> None:
        """Append a fact to the event log, its live topics, and the jobs that react to it, on commit."""

    async def schedule(self, kind: str, subject: str, due_at: datetime) -> None:
        """Set the one timer of this kind and subject; setting it again moves it."""

    async def unschedule(self, kind: str, subject: str) -> None: ...

    async def enqueue(self, kind: str, payload: Mapping[str, Any], due_at: datetime | None = None) -> None:
        """A job to be run at least once after commit."""

    @property
    def limits(self) -> Limits: ...

    @property
    def webhooks(self) -> Webhooks: ...

    @property
    def keys(self) -> Keys: ...

    @property
    def accounts(self) -> Accounts: ...

    @property
    def common(self) -> Common: ...

    @property
    def money(self) -> Books: ...

    @property
    def media(self) -> Uploads: ...

    @property
    def studios(self) -> Studios: ...

    @property
    def calendar(self) -> Calendars: ...

    @property
    def threads(self) -> Threads: ...

    @property
    def profiles(self) -> Profiles: ...

    @property
    def bookings(self) -> Bookings: ...

    @property
    def portfolio(self) -> Portfolio: ...

    @property
    def docs(self) -> Docs: ...

    @property
    def search(self) -> SearchEngine: ...

    @property
    def search_sources(self) -> SearchSources: ...


Units = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


Checkpoint = Callable[[str], None]
"""Told of every step of a use case that must survive a crash; see server/checkpoints.py."""


@dataclass(frozen=True)
class Services:
    """Everything a job, a timer or a use case of several steps may reach."""

    # Which build is running; operators and clients quote it.
    build: str
    units: Units
    clock: Clock
    passwords: Passwords
    tokens: Tokens
    mail: Mail
    files: Files
    scan: Scan
    renderer: DocRenderer
    payments: Payments
    taxes: TaxQuotes
    # Where people are sent to: signing pages, mailed links.
    public_url: str
    checkpoint: Checkpoint
    # Only on development servers.
    dev_time: DevTime | None
    # Where payments are a double's: what can be done to it.
    sandbox: PaymentsSandbox | None = None
    # What this process keeps of searches.
    searches: Memory = field(default_factory=Memory)


Handler = Callable[[Services, Mapping[str, Any]], Awaitable[None]]
