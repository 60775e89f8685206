import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.money import Money
from domain.money.tax import CityTaxes, TaxedPart, TaxRate, quote_from_rates

SERVICE, FEE = TaxedPart.SERVICE, TaxedPart.PLATFORM_FEE
HOUSTON = CityTaxes(
    "houston",
    rates=(
        TaxRate("houston", SERVICE, "US-TX", 625),
        TaxRate("houston", SERVICE, "US-TX-HOUSTON", 200),
        TaxRate("houston", SERVICE, "US-TX", 0, role="model"),
        TaxRate("houston", SERVICE, "US-TX-HOUSTON", 0, role="model"),
        TaxRate("houston", FEE, "US-TX", 500),
    ),
)


def test_each_jurisdiction_taxes_and_rounds_for_itself() -> None:
    quote = quote_from_rates(HOUSTON, "studio", Money(10_010), Money(1_001))
    assert [(line.jurisdiction, line.rate_bps, line.amount.cents) for line in quote.of(SERVICE)] == [
        ("US-TX", 625, 626),
        ("US-TX-HOUSTON", 200, 200),
    ]
    assert (quote.service_tax, quote.fee_tax) == (Money(826), Money(50))


def test_a_role_may_be_exempt_while_its_fee_is_taxed() -> None:
    quote = quote_from_rates(HOUSTON, "model", Money(10_000), Money(1_000))
    assert (quote.service_tax, quote.fee_tax) == (Money(0), Money(50))


def test_a_city_without_rates_has_no_tax() -> None:
    quote = quote_from_rates(CityTaxes("nowhere"), "studio", Money(10_000), Money(1_000))
    assert (quote.lines, quote.service_tax, quote.fee_tax) == ((), Money(0), Money(0))


def test_a_merchant_of_record_without_service_tax_is_a_contradiction() -> None:
    with pytest.raises(Conflict) as refusal:
        quote_from_rates(CityTaxes("nowhere", platform_is_merchant=True), "studio", Money(1), Money(1))
    assert refusal.value.code == "MOR_MISCONFIGURED"


@given(st.integers(0, 10**9), st.integers(0, 10**7))
def test_the_taxes_of_a_leg_are_the_sum_of_their_lines(subtotal: int, fee: int) -> None:
    quote = quote_from_rates(HOUSTON, "studio", Money(subtotal), Money(fee))
    assert sum(line.amount.cents for line in quote.lines) == (quote.service_tax + quote.fee_tax).cents
