import pytest

from domain.errors import Unavailable
from domain.money import Money
from domain.money.tax import TaxedPart, TaxQuote
from integrations.stripe_payments import CityAddress, StripeTax
from tests.integrations.stripe.conftest import Bench

PLACES = {
    "houston": CityAddress("Houston", "TX", "US", platform_is_merchant=True),
    "portland": CityAddress("Portland", "OR", "US"),
}


async def place_of(city: str) -> CityAddress:
    return PLACES[city]


async def test_taxes_of_a_leg_are_quoted_for_service_and_fee(bench: Bench) -> None:
    quote = await StripeTax(bench.sdk, place_of).quote("houston", "studio", Money(40_000), Money(3_200))
    assert (quote.service_tax, quote.fee_tax) == (Money(3_300), Money(264))
    assert [(line.part, line.jurisdiction, line.rate_bps) for line in quote.lines] == [
        (TaxedPart.SERVICE, "US-TX", 825),
        (TaxedPart.PLATFORM_FEE, "US-TX", 825),
    ]
    assert quote.platform_is_merchant is True


async def test_a_state_without_sales_tax_has_no_lines(bench: Bench) -> None:
    quote = await StripeTax(bench.sdk, place_of).quote("portland", "studio", Money(40_000), Money(3_200))
    assert (quote.lines, quote.service_tax) == ((), Money(0))


async def test_a_quote_is_committed_once_per_reference(bench: Bench) -> None:
    taxes = StripeTax(bench.sdk, place_of)
    quote = await taxes.quote("houston", "studio", Money(40_000), Money(3_200))
    first = await taxes.commit(quote, reference="leg_1")
    assert await taxes.commit(quote, reference="leg_1") == first


async def test_a_quote_of_somebody_else_is_not_reported(bench: Bench) -> None:
    quote = TaxQuote("city_rates", "houston:studio", ())
    assert await StripeTax(bench.sdk, place_of).commit(quote, reference="leg_1") == "houston:studio:leg_1"


async def test_nobody_guesses_a_tax(bench: Bench) -> None:
    await bench.sandbox.order_trouble({"on": "POST /v1/tax/*", "do": "fail"})
    with pytest.raises(Unavailable):
        await StripeTax(bench.sdk, place_of).quote("houston", "studio", Money(1), Money(1))
