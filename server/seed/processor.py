"""The Stripe double inside the seed's own process: the real SDK, real webhooks, no network and no waiting."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from domain.money.ports import Payments
from integrations.clock import wall_now
from integrations.doubles.stripe import DoubleConfig, create_app
from integrations.doubles.stripe.config import WebhookTarget
from integrations.stripe_payments import StripeSandbox
from server.payments import processor as reach
from server.settings import Settings
from server.webhooks import receive

STATE_FILE = "stripe.sqlite"
# What nobody but the processor can tell. The rest is known from its answers, and webhooks only repeat it.
AWAITED = ("account.updated", "payout.paid", "payout.failed", "transfer.reversed")


@dataclass(frozen=True)
class OwnProcessor:
    payments: Payments
    sandbox: StripeSandbox
    # Our side of its webhooks; `state.process` is set once there is somebody to handle them.
    door: Starlette
    app: Starlette

    def set_back(self, begins_at: datetime) -> None:
        """Only a double without a past can begin in the past."""
        store = self.app.state.double.store
        with store.transaction():
            store.set_setting("clock_offset", str(round((begins_at - wall_now()).total_seconds())))


@asynccontextmanager
async def own_processor(settings: Settings) -> AsyncIterator[OwnProcessor]:
    """The double on the state file of `make dev`; several processes may open it at once."""
    settings = replace(settings, stripe_base=settings.stripe_base or "http://stripe.invalid")
    base = str(settings.stripe_base)
    door = Starlette(routes=[Route("/webhooks/{source}", receive, methods=["POST"])])
    target = WebhookTarget(f"{settings.public_url}/webhooks/stripe", settings.stripe_webhook_secret, AWAITED)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(door)) as courier:
        app = create_app(
            DoubleConfig(settings.data_dir / STATE_FILE, settings.stripe_key, base, (target,), courier)
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as http:
            yield OwnProcessor(
                reach(settings, http, retries=0).payments, StripeSandbox(base, http), door, app
            )
        app.state.double.store.close()
