"""A whole quote: the studio's price, the platform's fee, and the taxes on both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.calendar.availability import asked_session
from domain.ids import StudioId
from domain.money import BPS, Money, total
from domain.money.fees import STUDIO, quote_fees, rule_for
from domain.money.tax import TaxedPart, TaxQuote, TaxQuotes
from domain.ports import Services
from domain.studios.model import Studio
from domain.studios.policy import seen
from domain.studios.quote import BasePrice, QuoteLine
from domain.studios.schedule import schedule
from domain.viewer import Viewer

INCLUDED_TAX: Final = "Tax included in the price"


@dataclass(frozen=True, slots=True)
class PricedStudio:
    """What a buyer would pay for a session, and what would be held beside it."""

    studio: Studio
    base: BasePrice
    fee: Money
    taxes: TaxQuote

    @property
    def lines(self) -> tuple[QuoteLine, ...]:
        """The lines of the price; a tax inside it is taken out again, as it is shown beside it."""
        if not self.base.rate.tax_inclusive or self.tax.cents == 0:
            return self.base.lines
        return (*self.base.lines, QuoteLine("base", INCLUDED_TAX, 1, -self.tax))

    @property
    def subtotal(self) -> Money:
        return total([line.total for line in self.lines], self.studio.currency)

    @property
    def tax(self) -> Money:
        return self.taxes.service_tax

    @property
    def fee_tax(self) -> Money:
        return self.taxes.fee_tax

    @property
    def total(self) -> Money:
        return self.subtotal + self.tax + self.fee + self.fee_tax


async def quote_studio(
    services: Services,
    viewer: Viewer,
    studio_id: StudioId,
    start: datetime,
    end: datetime,
    crew_size: int | None,
) -> PricedStudio:
    """The price of a session that can be had. What checkout charges for it is the same.

    Raises STUDIO_BLACKOUT, STUDIO_CONFLICT_BUFFER, STUDIO_RATE_NOT_FOUND, FEE_RULE_MISSING.
    """
    async with services.units() as uow:
        session = asked_session(start, end, uow.now)
        studio = await seen(uow, viewer, studio_id)
        plan = await schedule(uow, studio, session)
        plan.require_free(session)
        base = plan.price(session, crew_size)
        rule = rule_for(await uow.money.fee_rules(), studio.details.city, STUDIO)
    fee = quote_fees(rule, base.subtotal).fee
    # Taxes may come from somebody else, who is never asked while a transaction is open.
    return PricedStudio(studio, base, fee, await _taxes(services.taxes, studio.details.city, base, fee))


async def _taxes(taxes: TaxQuotes, city: str, base: BasePrice, fee: Money) -> TaxQuote:
    quote = await taxes.quote(city, STUDIO, base.subtotal, fee)
    if not base.rate.tax_inclusive:
        return quote
    rate_bps = sum(line.rate_bps for line in quote.of(TaxedPart.SERVICE))
    return await taxes.quote(city, STUDIO, without_tax(base.subtotal, rate_bps), fee)


def without_tax(gross: Money, rate_bps: int) -> Money:
    """The net price that, with this tax on it, comes to the gross one; half a cent rounds up."""
    return Money((gross.cents * BPS * 2 + BPS + rate_bps) // (2 * (BPS + rate_bps)), gross.currency)
