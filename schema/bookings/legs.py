"""Legs of a booking and their priced lines."""

from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry

from domain.bookings import model
from domain.bookings.leg_policy import as_document
from schema.accounts import User
from schema.context import Info
from schema.scalars import AWSJSON, AWSDateTime

if TYPE_CHECKING:
    from schema.docs import DocPack
    from schema.money import DepositAuth, PayoutSummary


@strawberry.type
class LineItem:
    id: strawberry.ID
    kind: str
    title: str
    qty: float
    unit_cents: int
    total_cents: int
    leg_id: strawberry.ID | None

    @classmethod
    def of(cls, line: model.LineItem, leg: model.Leg) -> Self:
        return cls(
            id=strawberry.ID(line.id),
            kind=line.kind.value,
            title=line.title,
            qty=line.qty,
            unit_cents=line.unit.cents,
            total_cents=line.total.cents,
            leg_id=strawberry.ID(leg.id),
        )


@strawberry.type
class BookingLeg:
    leg_id: strawberry.ID
    lbg_id: strawberry.ID
    type: str
    seller_user_id: strawberry.ID
    service_profile_id: strawberry.ID | None
    studio_id: strawberry.ID | None
    title: str
    start_at: AWSDateTime
    end_at: AWSDateTime
    line_items: list[LineItem]
    subtotal_cents: int
    tax_cents: int
    fees_cents: int
    platform_fee_cents: int
    platform_fee_tax_cents: int
    total_cents: int
    currency: str
    policy: AWSJSON
    tax_lines: AWSJSON | None
    status: str
    version: int
    created_at: AWSDateTime

    @strawberry.field
    async def seller(self, info: Info) -> User:
        return await info.context.load.user(self.seller_user_id)

    @strawberry.field
    async def doc_pack(self, info: Info) -> Annotated["DocPack", strawberry.lazy("schema.docs")] | None:
        return await info.context.load.doc_pack_of_leg(self.leg_id)

    @strawberry.field
    async def deposit(self, info: Info) -> Annotated["DepositAuth", strawberry.lazy("schema.money")] | None:
        return await info.context.load.deposit_of_leg(self.leg_id)

    @strawberry.field
    async def payout(self, info: Info) -> Annotated["PayoutSummary", strawberry.lazy("schema.money")] | None:
        return await info.context.load.payout_of_leg(self.leg_id)

    @classmethod
    def of(cls, leg: model.Leg) -> Self:
        price = leg.price
        return cls(
            leg_id=strawberry.ID(leg.id),
            lbg_id=strawberry.ID(leg.lbg_id),
            type=leg.type.value,
            seller_user_id=strawberry.ID(leg.seller_id),
            service_profile_id=strawberry.ID(leg.service_profile_id) if leg.service_profile_id else None,
            studio_id=strawberry.ID(leg.studio_id) if leg.studio_id else None,
            title=leg.title,
            start_at=leg.start_at,
            end_at=leg.end_at,
            line_items=[LineItem.of(line, leg) for line in price.lines],
            subtotal_cents=price.subtotal.cents,
            tax_cents=price.tax.cents,
            fees_cents=price.fees.cents,
            platform_fee_cents=price.platform_fee.cents,
            platform_fee_tax_cents=price.platform_fee_tax.cents,
            total_cents=price.total.cents,
            currency=price.platform_fee.currency,
            policy=as_document(leg.policy),
            tax_lines=[_tax_line(line) for line in price.tax_lines],
            status=leg.status.value,
            version=leg.version,
            created_at=leg.created_at,
        )


def _tax_line(line: model.TaxLine) -> dict[str, Any]:
    return {
        "jurisdiction": line.jurisdiction,
        "rate": line.rate_bps / 10_000,
        "amountCents": line.amount.cents,
    }
