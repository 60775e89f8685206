"""Legs of a booking and their priced lines (contract checkout.graphql). Whoever reaches a leg may see it."""

from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Double, Integer, and_, cast, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from domain.bookings.states import LegStatus
from domain.money.payouts import PayoutStatus
from persistence.read.docs import is_live
from persistence.read.model import ReadModel, Row
from persistence.tables.bookings import booking_leg, leg_line

_NO_LINES: Final[ColumnElement[Any]] = literal_column("'[]'::json", JSON)
_OUT: Final = [LegStatus.CANCELLED.value, LegStatus.FAILED.value]


def is_living(leg: Any) -> ColumnElement[bool]:
    """The mirror of the domain's `Leg.is_living`."""
    living: ColumnElement[bool] = leg.status.not_in(_OUT)
    return living


def in_order(leg: Any) -> list[ColumnElement[Any]]:
    """As they were added."""
    return [leg.created_at, leg.leg_id]


LEG = ReadModel("BookingLeg", booking_leg, key=["leg_id"])
LEG.columns(
    "leg_id", "lbg_id", "type", "seller_user_id", "service_profile_id", "studio_id", "title", "start_at",
    "end_at", "subtotal_cents", "tax_cents", "platform_fee_cents", "platform_fee_tax_cents", "total_cents",
    "currency", "policy", "status", "version", "created_at",
)  # fmt: skip
LEG.computed(fees_cents=lambda row: row.platform_fee_cents + row.platform_fee_tax_cents)
LEG.refers("seller", "User", lambda row: row.seller_user_id)
LEG.one("doc_pack", "DocPack", lambda row, pack: and_(pack.leg_id == row.leg_id, is_live(pack)))
LEG.one("deposit", "DepositAuth", lambda row, deposit: deposit.leg_id == row.leg_id)
LEG.one(
    "payout",
    "PayoutSummary",
    lambda row, payout: and_(payout.leg_id == row.leg_id, payout.status != PayoutStatus.CANCELED.value),
)
LEG.many(
    "line_items",
    "LineItem",
    lambda row, line: line.leg_id == row.leg_id,
    order=lambda line: [line.position],
)


@LEG.field()
def tax_lines(row: Row) -> ColumnElement[Any]:
    """As clients read them: rates as fractions."""
    listed = func.jsonb_array_elements(row.tax_lines)
    kept = listed.table_valued(column("line", JSONB), with_ordinality="place").render_derived()
    line = kept.c.line
    told = func.json_build_object(
        "jurisdiction", line["jurisdiction"].astext,
        "rate", cast(line["rate_bps"].astext, Double) / 10_000,
        "amountCents", cast(line["cents"].astext, Integer),
    )  # fmt: skip
    together = func.json_agg(aggregate_order_by(told, kept.c.place), type_=JSON)
    return select(func.coalesce(together, _NO_LINES, type_=JSON)).scalar_subquery()


LINE = ReadModel("LineItem", leg_line, key=["line_id"])
LINE.columns("leg_id", "kind", "title", "qty", "unit_cents", id="line_id")
LINE.computed(total_cents=lambda row: row.unit_cents * row.qty)
