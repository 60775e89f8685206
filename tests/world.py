"""The application as tests see it: documents in, answers out; time that moves; jobs that run when told."""

import email
import itertools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import event
from starlette.applications import Starlette

from domain.clock import FiredTimer
from domain.facts import LiveEvent
from domain.ports import Services
from domain.search.remembering import count_asked
from integrations.doubles.stripe import DoubleConfig, create_app
from integrations.doubles.stripe.config import WebhookTarget
from persistence.driver import listeners
from server.app import attach, manners
from server.direct import Application
from server.manners import REFUSALS
from server.payments import processor
from server.settings import Settings
from server.wiring import Process, process

if TYPE_CHECKING:
    from server.traces import Traces

PASSWORD = "a long enough password"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back: `data`, `errors`, and the first error's code at hand."""

    status: int
    body: Mapping[str, Any]
    headers: httpx.Headers

    @property
    def data(self) -> Any:
        assert not self.errors, self.errors
        return self.body["data"]

    @property
    def errors(self) -> Sequence[Mapping[str, Any]]:
        return list(self.body.get("errors", []))

    @property
    def code(self) -> str | None:
        return self.errors[0]["extensions"]["code"] if self.errors else None

    @property
    def extensions(self) -> Mapping[str, Any]:
        extensions: Mapping[str, Any] = self.errors[0]["extensions"]
        return extensions


@dataclass(frozen=True)
class Person:
    """Someone signed up, with their access token at hand."""

    user_id: str
    token: str
    refresh_token: str
    email: str
    handle: str
    password: str = PASSWORD


@dataclass
class Statements:
    """SQL statements issued while counting."""

    seen: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.seen)


class World:
    """One application on its own database."""

    def __init__(
        self, app: Application, client: httpx.AsyncClient, opened: Process, stripe: Starlette
    ) -> None:
        self.app, self.client, self.process, self.stripe = app, client, opened, stripe
        self.units, self.services = opened.units, opened.services

    async def run(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        key: str | None = None,
    ) -> Answer:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        if key:
            headers["idempotency-key"] = key
        response = await self.client.post(
            "/graphql", json={"query": document, "variables": dict(variables or {})}, headers=headers
        )
        return Answer(response.status_code, response.json(), response.headers)

    async def sign_up(self, **overrides: Any) -> Person:
        number = next(_numbers)
        given = {
            "email": f"person{number}@example.com",
            "password": PASSWORD,
            "displayName": f"Person {number}",
            "handle": f"person_{number}",
            "is18PlusAttested": True,
            "tosAccepted": True,
        } | overrides
        answer = await self.run(
            "mutation ($input: SignUpInput!) { signUp(input: $input) {"
            " accessToken refreshToken account { userId email user { handle } } } }",
            {"input": given},
        )
        session = answer.data["signUp"]
        return Person(
            user_id=session["account"]["userId"],
            token=session["accessToken"],
            refresh_token=session["refreshToken"],
            email=session["account"]["email"],
            handle=session["account"]["user"]["handle"],
            password=str(given["password"]),
        )

    async def renewed(self, person: Person) -> Person:
        """The same person with a fresh access token, for after the clock was moved."""
        answer = await self.run(
            "mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) {"
            " accessToken refreshToken } }",
            {"email": person.email, "password": person.password},
        )
        session = answer.data["signIn"]
        return Person(
            person.user_id,
            session["accessToken"],
            session["refreshToken"],
            person.email,
            person.handle,
            person.password,
        )

    async def drain(self) -> list[FiredTimer]:
        """Run every job and timer that is due; count what was searched for."""
        await count_asked(self.units, self.services.searches)
        return await self.process.runner.drain()

    async def advance(self, *, seconds: int) -> list[Mapping[str, Any]]:
        """Move the business clock through the API; answers what was set off, in order."""
        answer = await self.run(
            "mutation ($s: Int!) { devClockAdvance(seconds: $s) {"
            " now fired { dueAt kind subjectId outcome } } }",
            {"s": seconds},
        )
        fired: list[Mapping[str, Any]] = answer.data["devClockAdvance"]["fired"]
        return fired

    async def upload(
        self, person: Person, *, body: bytes, purpose: str = "portfolio", mime: str = "image/jpeg"
    ) -> str:
        """Send bytes as a client does, and have them scanned; answers the key."""
        key = await self.send(person, body=body, purpose=purpose, mime=mime)
        await self.run(
            "query ($k: String!) { uploadStatus(key: $k) { status } }", {"k": key}, token=person.token
        )
        await self.drain()
        return key

    async def send(
        self, person: Person, *, body: bytes, purpose: str = "portfolio", mime: str = "image/jpeg"
    ) -> str:
        """Ask for a place and put the bytes there; nothing has looked at them yet."""
        answer = await self.run(
            "mutation ($mime: String!, $purpose: String!, $bytes: Int) {"
            " getPresignedUrl(mime: $mime, purpose: $purpose, bytes: $bytes) { url key } }",
            {"mime": mime, "purpose": purpose, "bytes": len(body)},
            token=person.token,
        )
        place = answer.data["getPresignedUrl"]
        await self.put(place["url"], body, mime)
        return str(place["key"])

    async def put(self, url: str, body: bytes, mime: str) -> None:
        async with httpx.AsyncClient() as store:
            (await store.put(url, content=body, headers={"content-type": mime})).raise_for_status()

    async def history(self, topic: str) -> list[LiveEvent]:
        """Everything that was appended to a live topic."""
        from persistence import event_log

        async with self.process.kernel.engine.connect() as connection:
            return await event_log.history(connection, topic)

    async def mailed_token(self, purpose: str, person: Person) -> str:
        """The token in the newest mail of a purpose to someone."""
        await self.drain()
        folder = self.process.settings.data_dir / "mail"
        letters = sorted(
            folder.glob(f"{purpose}_{person.user_id}*.eml"), key=lambda path: path.stat().st_mtime_ns
        )
        text = email.message_from_bytes(letters[-1].read_bytes()).get_payload()
        return str(text).split("token:\n\n")[1].split("\n")[0].strip()

    @contextmanager
    def statements(self) -> Any:
        """Count the statements that the database is asked to run, plans being made when first asked for."""
        self.process.engine.compiled.shelf.is_patient = False
        counted = Statements()

        def count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            # Quotas are leased now and then; they are not part of what an operation reads.
            if "cost_bucket" not in statement:
                counted.seen.append(statement)

        def listener(statement: str) -> AbstractContextManager[None]:
            if "cost_bucket" not in statement:
                counted.seen.append(statement)
            return nullcontext()

        engine = self.process.kernel.engine.sync_engine
        event.listen(engine, "before_cursor_execute", count)
        listeners.append(listener)
        try:
            yield counted
        finally:
            listeners.remove(listener)
            event.remove(engine, "before_cursor_execute", count)


@asynccontextmanager
async def open_world(
    settings: Settings,
    adapt: Callable[[Services], Services] = lambda services: services,
    traces: "Traces | None" = None,
) -> AsyncIterator[World]:
    """`adapt` swaps an adapter for another real one, such as a store that nobody can reach."""
    app = Application(middleware=manners(settings), exception_handlers=dict(REFUSALS))
    transport = httpx.ASGITransport(app=app)
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        stripe_beside(settings, client) as (double, http),
        process(settings, adapt=adapt, opened=processor(settings, http, retries=0), traces=traces) as opened,
    ):
        attach(app, opened)
        yield World(app, client, opened, double)


class Wire(httpx.ASGITransport):
    """An answer that breaks off half-way looks as it would on a real connection."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except AssertionError as broken_off:
            raise httpx.RemoteProtocolError("the connection was cut") from broken_off


@asynccontextmanager
async def stripe_beside(
    settings: Settings, client: httpx.AsyncClient
) -> AsyncIterator[tuple[Starlette, httpx.AsyncClient]]:
    """The Stripe double of one application, on a file of its own, and the way to it; its webhooks reach the
    application.
    """
    target = WebhookTarget("http://test/webhooks/stripe", settings.stripe_webhook_secret)
    state = settings.data_dir / "stripe.sqlite3"
    base = str(settings.stripe_base)
    double = create_app(DoubleConfig(state, settings.stripe_key, base, (target,), client))
    async with httpx.AsyncClient(transport=Wire(app=double)) as http:
        try:
            yield double, http
        finally:
            double.state.double.store.close()
