"""Puts one process together: database, clock, live feed, adapters, handlers; the one place that may."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

from domain.accounts import reactions as accounts
from domain.accounts.ports import Mail
from domain.bookings import reactions as bookings
from domain.calendar import reactions as calendar
from domain.docs import reactions as docs
from domain.keys import reactions as keys
from domain.media import reactions as media
from domain.money import reactions as money
from domain.pages import Cursors
from domain.portfolio import reactions as portfolio
from domain.ports import Handler, Services
from domain.search import reactions as search
from domain.threads import reactions as threads
from domain.threads.model import Delivery
from domain.threads.reading import note_delivered
from integrations.argon2_passwords import Argon2Passwords
from integrations.clock import MovableClock, SystemClock
from integrations.jwt_tokens import Issuer, LocalTokens, TokenVerifier, new_signing_key
from integrations.mail import FolderMail, SesMail, ses_client
from integrations.media_scan import BuiltInScan
from integrations.s3_files import S3Files
from integrations.typst_documents import TypstDocuments
from persistence.database import as_plain, open_database
from persistence.lean import LeanPool, writing
from persistence.signing_keys import signing_keys
from persistence.unit_of_work import Kernel, SqlUnits, business_now
from server.checkpoints import checkpoints
from server.compiled.executor import CompiledExecutor
from server.compiled.writing import WritingExecutor
from server.cost.quota import Quotas
from server.dev_time import MovedTime
from server.errors import corr_id
from server.graphql import Engine
from server.metrics import FOLLOWERS_CUT, MESSAGES_SENT
from server.payments import Processor, open_processor, tax_quotes
from server.runner import Runner
from server.schema import served_schema
from server.settings import Settings
from server.trusted import Library, read_manifest
from subscriptions.audiences import Audiences
from subscriptions.feed import Feed
from subscriptions.presence import PresenceHub
from subscriptions.receipts import Receipts

if TYPE_CHECKING:
    from server.traces import Traces

# Connections for single statements. Each is sent the next statement, or the next batch of them, as soon as it
# is free, so these are busy all the time; more would only take turns on the same processors.
LEAN_MOST = 3

# Every noun with jobs, timers or reactions; each module brings JOBS, TIMERS and REACTIONS.
NOUNS = (accounts, bookings, calendar, docs, keys, media, money, portfolio, search, threads)


@dataclass(frozen=True)
class Process:
    """Everything one server or worker process holds."""

    settings: Settings
    kernel: Kernel
    units: SqlUnits
    services: Services
    feed: Feed
    tokens: LocalTokens
    verifier: TokenVerifier
    runner: Runner
    make_engine: Callable[[], Engine]

    @cached_property
    def engine(self) -> Engine:
        """Made for whoever serves: its schema is most of what a process without clients would wait for."""
        return self.make_engine()


@asynccontextmanager
async def process(
    settings: Settings,
    *,
    adapt: Callable[[Services], Services] = lambda services: services,
    opened: Processor | None = None,
    traces: "Traces | None" = None,
) -> AsyncIterator[Process]:
    """Open a process and close it again. `adapt` lets a test swap an adapter for another real one,
    `opened` the payment processor that is already there, `traces` where spans go.
    """
    kernel = _kernel(settings)
    traces = traces or _traces(settings)
    live_url = settings.live_url or as_plain(settings.database_url)
    feed = Feed(kernel.engine, live_url, kernel.cursors)
    presence = PresenceHub(feed, kernel.clock.now)
    lean: list[LeanPool] = []
    try:
        await feed.start()
        presence.start()
        lean.append(reads := await LeanPool.open(settings.database_url, size=_lean_size(settings)))
        lean.append(writes := await _writing_pool(settings))
        async with nullcontext(opened) if opened else open_processor(settings) as paying:
            yield await _assemble(settings, kernel, reads, writes, feed, presence, paying, adapt, traces)
    finally:
        for pool in lean:
            await pool.close()
        await presence.stop()
        await feed.stop()
        await kernel.engine.dispose()
        if traces is not None:
            await asyncio.to_thread(traces.close)


async def _assemble(
    settings: Settings,
    kernel: Kernel,
    reads: LeanPool,
    writes: LeanPool,
    feed: Feed,
    presence: PresenceHub,
    paying: Processor,
    adapt: Callable[[Services], Services],
    traces: "Traces | None",
) -> Process:
    # Parts that tell spans take the places of those that do not, so telling none costs nothing.
    make_units, make_runner, make_engine = (
        (traces.units, traces.runner, traces.engine) if traces else (SqlUnits, Runner, Engine)
    )
    units = make_units(kernel, feed.hint)
    tokens = LocalTokens(
        settings.public_url, "rastup", await signing_keys(kernel.engine, kernel.clock.now(), new_signing_key)
    )
    services = adapt(_services(settings, kernel, units, tokens, paying))
    jobs, timers = _merged("JOBS"), _merged("TIMERS")
    runner = make_runner(kernel, services, jobs, timers)
    if settings.is_development:
        # The clock needs the runner, whose handlers need the services: tied together last.
        worlds = (services.sandbox,) if services.sandbox else ()
        services = replace(services, dev_time=MovedTime(kernel, runner, worlds))

    def engine() -> Engine:
        schema = served_schema()
        compiled = CompiledExecutor(
            schema,
            reads,
            kernel.cursors,
            files=services.files.public_url(""),
            renew_clock=_renewing(kernel),
        )
        return make_engine(
            schema,
            units,
            services,
            feed,
            presence,
            Audiences(feed, _receipts(units), on_cut=FOLLOWERS_CUT.inc, on_sent=MESSAGES_SENT.inc),
            compiled=compiled,
            writings=WritingExecutor(compiled, writes, units),
            quotas=Quotas(writes, scale=settings.quota_scale),
            secret=hashlib.sha256(settings.secret.encode()).digest(),
            library=_library(settings),
            readers=settings.schema_readers,
            query_most_s=settings.query_most_s,
            slow_s=settings.slow_s,
        )

    verifier = TokenVerifier(_issuers(settings, tokens), kernel.clock)
    return Process(settings, kernel, units, services, feed, tokens, verifier, runner, engine)


def _lean_size(settings: Settings) -> int:
    return min(settings.pool_size, LEAN_MOST)


async def _writing_pool(settings: Settings) -> LeanPool:
    return await LeanPool.open(
        settings.database_url,
        size=_lean_size(settings),
        application="rastup writes",
        settings=writing(durable=settings.durable),
    )


def _receipts(units: SqlUnits) -> Receipts:
    async def note(handed: Sequence[Delivery]) -> None:
        async with units() as uow:
            await note_delivered(uow, handed)

    return Receipts(note)


def _renewing(kernel: Kernel) -> Callable[[], Awaitable[object]] | None:
    """Reads the offset of a clock that may be moved elsewhere; nothing in production."""

    async def renew() -> datetime:
        async with kernel.engine.connect() as connection:
            return await business_now(kernel, connection)

    return renew if kernel.clock.movable else None


def _traces(settings: Settings) -> "Traces | None":
    if settings.traces_to is None:
        return None
    try:
        return cast("Traces", import_module("server.traces").sent_by_otlp(settings.traces_to))
    except ModuleNotFoundError as missing:
        raise ValueError(
            f"OTEL_EXPORTER_OTLP_ENDPOINT needs {missing.name}, which is missing: pip install 'rastup[otel]'."
        ) from None


def _kernel(settings: Settings) -> Kernel:
    return Kernel(
        engine=open_database(settings.database_url, pool_size=settings.pool_size, durable=settings.durable),
        clock=MovableClock() if settings.is_development else SystemClock(),
        cursors=Cursors(b"cursor\0" + settings.secret.encode()),
        routes=_routes(),
        cause=corr_id.get,
    )


def _services(
    settings: Settings, kernel: Kernel, units: SqlUnits, tokens: LocalTokens, paying: Processor
) -> Services:
    passwords = Argon2Passwords(time_cost=1, memory_kib=8) if settings.fast_passwords else Argon2Passwords()
    return Services(
        units=units,
        clock=kernel.clock,
        passwords=passwords,
        tokens=tokens,
        mail=_mail(settings),
        files=S3Files(settings.bucket),
        scan=BuiltInScan(),
        renderer=TypstDocuments(),
        payments=paying.payments,
        taxes=tax_quotes(settings, paying, units),
        sandbox=paying.sandbox,
        public_url=settings.public_url,
        build=_version(),
        checkpoint=checkpoints(settings.kill_at),
        dev_time=None,
    )


def _library(settings: Settings) -> Library:
    return Library(
        read_manifest(settings.documents),
        learns=settings.persisted_queries,
        trusted_only=settings.trusted_only,
    )


def _mail(settings: Settings) -> Mail:
    if settings.ses_region is not None:
        return SesMail(ses_client(settings.ses_region), settings.mail_sender)
    return FolderMail(settings.data_dir / "mail", settings.mail_sender)


def _issuers(settings: Settings, tokens: LocalTokens) -> list[Issuer]:
    # In production administrators come from an issuer of their own (OIDC_ADMIN_ISSUER).
    local = Issuer(
        tokens.issuer, tokens.audience, jwks=tokens.jwks(), may_grant_admin=settings.is_development
    )
    return [
        local,
        *(
            Issuer(
                issuer=other.issuer,
                audience=other.audience,
                jwks_url=other.jwks_url,
                groups_claim=other.groups_claim,
                roles=other.roles,
                may_grant_admin=other.may_grant_admin,
            )
            for other in settings.issuers
        ),
    ]


def _merged(name: str) -> Mapping[str, Handler]:
    merged: dict[str, Handler] = {}
    for noun in NOUNS:
        part: Mapping[str, Handler] = getattr(noun, name, {})
        if twice := merged.keys() & part.keys():
            raise RuntimeError(f"two nouns handle {sorted(twice)}")
        merged |= part
    return merged


def _routes() -> Mapping[str, tuple[str, ...]]:
    routes: dict[str, tuple[str, ...]] = {}
    for noun in NOUNS:
        reactions: Mapping[str, tuple[str, ...]] = getattr(noun, "REACTIONS", {})
        for fact, kinds in reactions.items():
            routes[fact] = (*routes.get(fact, ()), *kinds)
    return routes


def _version() -> str:
    try:
        return version("rastup")
    except PackageNotFoundError:
        return "from a checkout"
