"""One double on a file of its own per test, and the real SDK and the real adapter talking to it over ASGI."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.money import Money
from domain.money.processor import CaptureMode, PaymentOrder
from integrations.doubles.stripe import DoubleConfig, create_app
from integrations.doubles.stripe.config import WebhookTarget
from integrations.stripe_payments import StripeConfig, StripePayments, StripeSandbox

BASE, KEY, SECRET = "http://stripe.test", "sk_test_double", "whsec_test"


@dataclass
class Sink:
    """Our side of a webhook: remembers what arrived, and may be told to refuse."""

    refusals: int = 0
    raw: list[tuple[bytes, str]] = field(default_factory=list)

    async def receive(self, request: Request) -> Response:
        if self.refusals:
            self.refusals -= 1
            return Response(status_code=500)
        self.raw.append((await request.body(), request.headers["stripe-signature"]))
        return Response()


@dataclass(frozen=True)
class Bench:
    """Everything a test of the processor needs."""

    payments: StripePayments
    sandbox: StripeSandbox
    http: httpx.AsyncClient
    sink: Sink

    @property
    def sdk(self) -> stripe.StripeClient:
        return self.payments.client

    async def heard(self) -> list[str]:
        """Deliver what is due; the types of all events that have arrived, in order."""
        await self.sandbox.deliver_webhooks()
        return [self.payments.parse_webhook(raw, signature).kind for raw, signature in self.sink.raw]

    async def now(self) -> datetime:
        answer = await self.http.get(f"{BASE}/_double/clock")
        return datetime.fromtimestamp(answer.json()["now"], UTC)

    async def pass_time(self, **span: float) -> None:
        await self.sandbox.advance(await self.now() + timedelta(**span))

    async def order(self, cents: int = 47_630, **details: Any) -> PaymentOrder:
        customer = await self.sdk.v1.customers.create_async({"email": "buyer@example.com"})
        return PaymentOrder(
            Money(cents), customer.id, group="lbg_1", **{"capture": CaptureMode.MANUAL, **details}
        )

    async def onboarded(self) -> str:
        account = await self.payments.open_seller_account("usr_seller", email="seller@example.com")  # type: ignore[arg-type]
        link = await self.payments.onboarding_link(
            account.id, return_url="https://app.test/back", refresh_url="https://app.test/again"
        )
        await self.sandbox.open_address(link.url)
        return account.id


def double(path: Path, sink: Sink) -> Starlette:
    target = Starlette(routes=[Route("/webhooks/stripe", sink.receive, methods=["POST"])])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(target))
    webhook = WebhookTarget("http://app.test/webhooks/stripe", SECRET)
    return create_app(DoubleConfig(path, KEY, BASE, (webhook,), client))


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "stripe.sqlite3"


async def open_bench(state_file: Path, sink: Sink) -> AsyncIterator[Bench]:
    app = double(state_file, sink)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
        config = StripeConfig(KEY, SECRET, BASE, "https://app.test/paid", retries=0, http=http)
        yield Bench(StripePayments.open(config), StripeSandbox(BASE, http), http, sink)
    await app.state.double.config.client.aclose()
    app.state.double.store.close()


@pytest.fixture
async def bench(state_file: Path) -> AsyncIterator[Bench]:
    async for opened in open_bench(state_file, Sink()):
        yield opened
