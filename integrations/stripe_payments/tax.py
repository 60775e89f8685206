"""Taxes by Stripe Tax: the second adapter of `TaxQuotes`, for cities whose rates we do not keep ourselves."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import stripe

from domain.money import Money
from domain.money.tax import TaxedPart, TaxLine, TaxQuote
from integrations.stripe_payments.calls import asked

PROVIDER: Final = "stripe_tax"
# General services; electronically supplied services for the platform's own fee.
_CODES: Final = {TaxedPart.SERVICE: "txcd_20030000", TaxedPart.PLATFORM_FEE: "txcd_10000000"}


@dataclass(frozen=True)
class CityAddress:
    """The place of supply, as far as a city tells it."""

    city: str
    state: str
    country: str
    platform_is_merchant: bool = False


class StripeTax:
    def __init__(
        self, client: stripe.StripeClient, address_of: Callable[[str], Awaitable[CityAddress]]
    ) -> None:
        self._tax = client.v1.tax
        self._address_of = address_of

    async def quote(self, city: str, role: str, subtotal: Money, fee: Money) -> TaxQuote:
        place = await self._address_of(city)
        parts = {TaxedPart.SERVICE: subtotal, TaxedPart.PLATFORM_FEE: fee}
        params: dict[str, Any] = {
            "currency": subtotal.currency.lower(),
            "customer_details": {
                "address": {"city": place.city, "state": place.state, "country": place.country},
                "address_source": "shipping",
            },
            "line_items": [
                {"amount": amount.cents, "reference": f"{part}:{role}", "tax_code": _CODES[part]}
                for part, amount in parts.items()
            ],
            "expand": ["line_items"],
        }
        made = await asked(self._tax.calculations.create_async(params))  # type: ignore[arg-type]
        return _quote(made.to_dict(), place, subtotal.currency)

    async def commit(self, quote: TaxQuote, *, reference: str) -> str:
        """A quote of somebody else, from before an operator chose Stripe, is not Stripe's to report."""
        if quote.provider != PROVIDER:
            return f"{quote.provider_id}:{reference}"
        made = await asked(
            self._tax.transactions.create_from_calculation_async(
                {"calculation": quote.provider_id, "reference": reference},
                {"idempotency_key": f"tax:{reference}"},
            )
        )
        return made.id


def _quote(document: Mapping[str, Any], place: CityAddress, currency: str) -> TaxQuote:
    rates = [part["tax_rate_details"] for part in document["tax_breakdown"]]
    bps = sum(int(Decimal(rate["percentage_decimal"] or 0) * 100) for rate in rates)
    jurisdiction = f"{place.country}-{place.state}"
    lines = [
        TaxLine(
            TaxedPart(line["reference"].split(":")[0]), jurisdiction, bps, Money(line["amount_tax"], currency)
        )
        for line in document["line_items"]["data"]
        if line["amount_tax"]
    ]
    return TaxQuote(PROVIDER, document["id"], tuple(lines), place.platform_is_merchant, currency)
