"""Taxes of a confirmed leg are reported to whoever worked them out."""

from collections.abc import Mapping
from typing import Any, Final

from domain.bookings import facts
from domain.bookings.model import Leg
from domain.ids import LbgId, LegId
from domain.money.tax import TaxQuote
from domain.ports import Services

COMMIT_JOB: Final = "tax.commit"


async def commit_taxes(services: Services, payload: Mapping[str, Any]) -> None:
    """The job, once per leg; the leg is the reference, so asking twice reports once."""
    async with services.units() as uow:
        group = await uow.bookings.whole(LbgId(payload["lbg_id"]))
    leg = group.leg(LegId(payload["leg_id"])) if group else None
    if group is None or leg is None:
        return
    report = await services.taxes.commit(_quoted(leg), reference=leg.id)
    async with services.units() as uow:
        uow.emit(facts.of_leg("tax.commit", group, leg, "system", tax_txn_id=report))


def _quoted(leg: Leg) -> TaxQuote:
    price = leg.price
    return TaxQuote(price.tax_provider, price.tax_quote_id, (), price.platform_is_merchant)
