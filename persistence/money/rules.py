"""Fee rules and tax rates."""

from sqlalchemy import RowMapping, select

from domain.money import Money
from domain.money.fees import FeeRule
from domain.money.tax import CityTaxes, TaxedPart, TaxRate
from persistence.money.base import OnConnection
from persistence.tables.money import city_tax, fee_rule, tax_rate


class SqlRules(OnConnection):
    async def fee_rules(self) -> list[FeeRule]:
        found = await self.rows(select(fee_rule).where(fee_rule.c.active).order_by(fee_rule.c.rule_id))
        return [_rule(row) for row in found]

    async def taxes_of(self, city: str) -> CityTaxes:
        joined = city_tax.outerjoin(tax_rate, tax_rate.c.city == city_tax.c.city)
        query = (
            select(city_tax.c.platform_is_merchant, tax_rate)
            .select_from(joined)
            .where(city_tax.c.city == city)
            .order_by(tax_rate.c.part, tax_rate.c.jurisdiction, tax_rate.c.role)
        )
        found = await self.rows(query)
        merchant = bool(found and found[0]["platform_is_merchant"])
        return CityTaxes(city, merchant, tuple(_rate(row) for row in found if row["part"] is not None))


def _rule(row: RowMapping) -> FeeRule:
    ceiling = row["ceiling_cents"]
    return FeeRule(
        rule_id=row["rule_id"],
        rate_bps=row["rate_bps"],
        floor=Money(row["floor_cents"]),
        ceiling=None if ceiling is None else Money(ceiling),
        city=row["city"],
        role=row["role"],
        version=row["version"],
        active=row["active"],
    )


def _rate(row: RowMapping) -> TaxRate:
    return TaxRate(row["city"], TaxedPart(row["part"]), row["jurisdiction"], row["rate_bps"], row["role"])
