from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from domain.money import Money
from domain.money.fees import quote_fees, rule_for
from domain.money.tax import TaxedPart
from integrations.city_tax import CityTaxQuotes
from persistence.unit_of_work import SqlUnits


async def test_a_new_database_knows_a_fee_for_everybody(units: SqlUnits) -> None:
    async with units() as uow:
        rules = await uow.money.fee_rules()
    assert quote_fees(rule_for(rules, "houston", "model"), Money(40_000)).fee == Money(4_000)
    assert quote_fees(rule_for(rules, "houston", "studio"), Money(40_000)).fee == Money(3_200)
    assert quote_fees(rule_for(rules, "nowhere", "creator"), Money(10)).fee == Money(500)


async def test_a_retired_rule_is_not_in_force(units: SqlUnits) -> None:
    async with units() as uow:
        await uow.connection.execute(text("update fee_rule set active = false where role is null"))
        assert [rule.role for rule in await uow.money.fee_rules()] == ["studio"]


async def test_two_rules_cannot_say_different_things_at_once(units: SqlUnits) -> None:
    with pytest.raises(IntegrityError):
        async with units() as uow:
            await uow.connection.execute(
                text("insert into fee_rule values ('fer_x', null, null, 1, 0, null, 1, true, now())")
            )


@pytest.mark.parametrize(
    ("city", "role", "service", "fee"),
    [
        ("houston", "photographer", 3_300, 330),
        ("houston", "model", 0, 330),
        ("los-angeles", "photographer", 0, 0),
        ("atlantis", "photographer", 0, 0),
    ],
)
async def test_taxes_come_from_the_rates_of_the_city(
    units: SqlUnits, city: str, role: str, service: int, fee: int
) -> None:
    quote = await CityTaxQuotes(units).quote(city, role, Money(40_000), Money(4_000))
    assert (quote.service_tax, quote.fee_tax) == (Money(service), Money(fee))
    assert quote.platform_is_merchant is False


async def test_the_merchant_of_record_is_a_setting_of_the_city(units: SqlUnits) -> None:
    async with units() as uow:
        await uow.connection.execute(
            text("update city_tax set platform_is_merchant = true where city = 'houston'")
        )
    quote = await CityTaxQuotes(units).quote("houston", "studio", Money(10_000), Money(800))
    assert quote.platform_is_merchant is True
    rates = {line.jurisdiction: Decimal(line.rate_bps) / 100 for line in quote.of(TaxedPart.SERVICE)}
    assert rates == {"US-TX": Decimal("6.25"), "US-TX-HOUSTON": Decimal(2)}
