"""Opens the payment processor of a process (Stripe, or its double) and chooses who knows taxes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import httpx

from domain.errors import Invalid
from domain.money.ports import Payments, PaymentsSandbox
from domain.money.tax import TaxQuotes
from domain.ports import Units
from integrations.city_tax import CityTaxQuotes
from integrations.stripe_payments import CityAddress, StripeConfig, StripePayments, StripeSandbox, StripeTax
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


def tax_quotes(settings: Settings, paying: Processor, units: Units) -> TaxQuotes:
    """Taxes by the rates we keep, or, where that is set, by Stripe Tax."""
    if settings.taxes == "stripe" and isinstance(paying.payments, StripePayments):
        return StripeTax(paying.payments.client, partial(_place_of, units))
    return CityTaxQuotes(units)


async def _place_of(units: Units, city: str) -> CityAddress:
    async with units() as uow:
        found = await uow.common.city(city)
        taxes = await uow.money.taxes_of(city)
    if found is None:
        raise Invalid("SEARCH_INVALID_LOCATION", "Nobody knows that city.")
    return CityAddress(found.name, found.region, found.country, taxes.platform_is_merchant)


@asynccontextmanager
async def open_processor(settings: Settings) -> AsyncIterator[Processor]:
    async with httpx.AsyncClient(timeout=TIMEOUT) as http:
        yield processor(settings, http)
