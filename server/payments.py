"""Opens the payment processor of a process: Stripe, or its double in development."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from domain.money.ports import Payments, PaymentsSandbox
from integrations.stripe_payments import StripeConfig, StripePayments, StripeSandbox
from integrations.stripe_payments.config import TIMEOUT
from server.settings import Settings


@dataclass(frozen=True)
class Processor:
    """The processor, and what can be done to it where it is a double."""

    payments: Payments
    sandbox: PaymentsSandbox | None


def processor(settings: Settings, http: httpx.AsyncClient, *, retries: int = 2) -> Processor:
    config = StripeConfig(
        api_key=settings.stripe_key,
        webhook_secret=settings.stripe_webhook_secret,
        base=settings.stripe_base,
        return_url=f"{settings.public_url}/checkout/return",
        retries=retries,
        http=http,
    )
    is_double = settings.is_development and settings.stripe_base is not None
    sandbox = StripeSandbox(str(settings.stripe_base), http) if is_double else None
    return Processor(StripePayments.open(config), sandbox)


@asynccontextmanager
async def open_processor(settings: Settings) -> AsyncIterator[Processor]:
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        yield processor(settings, http)
