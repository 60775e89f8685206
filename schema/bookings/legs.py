"""Legs of a booking and their priced lines."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.accounts import User
from schema.reading import Held, read
from schema.scalars import AWSJSON, AWSDateTime

if TYPE_CHECKING:
    from schema.docs import DocPack
    from schema.money import DepositAuth, PayoutSummary


@strawberry.type
class LineItem(Held):
    id: strawberry.ID = read()
    kind: str = read()
    title: str = read()
    qty: float = read()
    unit_cents: int = read()
    total_cents: int = read()
    leg_id: strawberry.ID | None = read()


@strawberry.type
class BookingLeg(Held):
    leg_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    type: str = read()
    seller_user_id: strawberry.ID = read()
    seller: User = read()
    service_profile_id: strawberry.ID | None = read()
    studio_id: strawberry.ID | None = read()
    title: str = read()
    start_at: AWSDateTime = read()
    end_at: AWSDateTime = read()
    line_items: list[LineItem] = read()
    subtotal_cents: int = read()
    tax_cents: int = read()
    fees_cents: int = read()
    platform_fee_cents: int = read()
    platform_fee_tax_cents: int = read()
    total_cents: int = read()
    currency: str = read()
    policy: AWSJSON = read()
    tax_lines: AWSJSON | None = read()
    status: str = read()
    doc_pack: Annotated["DocPack", strawberry.lazy("schema.docs")] | None = read()
    deposit: Annotated["DepositAuth", strawberry.lazy("schema.money")] | None = read()
    payout: Annotated["PayoutSummary", strawberry.lazy("schema.money")] | None = read()
    version: int = read()
    created_at: AWSDateTime = read()
