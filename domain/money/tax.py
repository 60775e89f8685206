"""Taxes of a leg, in cents per jurisdiction: on the seller's service, and on the platform's fee."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from domain.errors import Conflict
from domain.money.amount import Money, total

CITY_RATES: Final = "city_rates"


class TaxedPart(StrEnum):
    """What of a leg is taxed: the seller's service, or the platform's fee."""

    SERVICE = "service"
    PLATFORM_FEE = "platform_fee"


@dataclass(frozen=True)
class TaxRate:
    """The rate of one jurisdiction in a city on one part of a leg. A null role covers all of them."""

    city: str
    part: TaxedPart
    jurisdiction: str
    rate_bps: int
    role: str | None = None


@dataclass(frozen=True)
class CityTaxes:
    """The tax settings of a city.

    The merchant of record owes the service tax: the seller, who is paid it with the price, or the platform.
    """

    city: str
    platform_is_merchant: bool = False
    rates: tuple[TaxRate, ...] = ()


@dataclass(frozen=True)
class TaxLine:
    part: TaxedPart
    jurisdiction: str
    rate_bps: int
    amount: Money


@dataclass(frozen=True)
class TaxQuote:
    """The taxes of one leg. `provider_id` is what commits the quote where the provider needs telling."""

    provider: str
    provider_id: str
    lines: tuple[TaxLine, ...]
    platform_is_merchant: bool = False
    currency: str = "USD"

    def of(self, part: TaxedPart) -> tuple[TaxLine, ...]:
        return tuple(line for line in self.lines if line.part is part)

    @property
    def service_tax(self) -> Money:
        return total([line.amount for line in self.of(TaxedPart.SERVICE)], self.currency)

    @property
    def fee_tax(self) -> Money:
        return total([line.amount for line in self.of(TaxedPart.PLATFORM_FEE)], self.currency)


class TaxQuotes(Protocol):
    """Whoever works out taxes. Called outside a unit of work: it may ask somebody else."""

    async def quote(self, city: str, role: str, subtotal: Money, fee: Money) -> TaxQuote:
        """Taxes of one leg. Raises UNAVAILABLE when nobody answers; never guesses."""

    async def commit(self, quote: TaxQuote, *, reference: str) -> str:
        """Report the taxes of a confirmed leg, once per reference; the id of the report."""


def quote_from_rates(taxes: CityTaxes, role: str, subtotal: Money, fee: Money) -> TaxQuote:
    """Taxes by table: each jurisdiction rounds for itself, as it will be paid for itself."""
    lines = [
        *_lines(taxes.rates, TaxedPart.SERVICE, role, subtotal),
        *_lines(taxes.rates, TaxedPart.PLATFORM_FEE, role, fee),
    ]
    _require_coherent(taxes)
    return TaxQuote(
        provider=CITY_RATES,
        provider_id=f"{taxes.city}:{role}",
        lines=tuple(lines),
        platform_is_merchant=taxes.platform_is_merchant,
        currency=subtotal.currency,
    )


def _lines(rates: Iterable[TaxRate], part: TaxedPart, role: str, taxable: Money) -> list[TaxLine]:
    return [
        TaxLine(part, rate.jurisdiction, rate.rate_bps, taxable.bps(rate.rate_bps))
        for rate in _applicable([rate for rate in rates if rate.part is part], role)
        if taxable.cents > 0
    ]


def _applicable(rates: Sequence[TaxRate], role: str) -> list[TaxRate]:
    """A rate of the role replaces the general rate of the same jurisdiction, so a role can be exempt at 0."""
    own = {rate.jurisdiction: rate for rate in rates if rate.role == role}
    general = {rate.jurisdiction: rate for rate in rates if rate.role is None}
    return list({**general, **own}.values())


def _require_coherent(taxes: CityTaxes) -> None:
    serves = any(rate.part is TaxedPart.SERVICE and rate.rate_bps > 0 for rate in taxes.rates)
    if taxes.platform_is_merchant and not serves:
        raise Conflict(
            "MOR_MISCONFIGURED",
            f"The platform is merchant of record in {taxes.city}, but no service tax is set there.",
        )
