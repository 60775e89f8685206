"""Taxes by the city's own rates, which finance keeps in a table: the default adapter of `TaxQuotes`."""

from domain.money import Money
from domain.money.tax import TaxQuote, quote_from_rates
from domain.ports import Units


class CityTaxQuotes:
    """Reads the rates of a city in a unit of work of its own and works the rest out."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def quote(self, city: str, role: str, subtotal: Money, fee: Money) -> TaxQuote:
        async with self._units() as uow:
            taxes = await uow.money.taxes_of(city)
        return quote_from_rates(taxes, role, subtotal, fee)

    async def commit(self, quote: TaxQuote, *, reference: str) -> str:
        """Nobody else needs telling: the ledger is the report."""
        return f"{quote.provider_id}:{reference}"
