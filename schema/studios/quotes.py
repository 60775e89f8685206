"""What a studio costs for a time, and when it can be had (contract studios.graphql)."""

import strawberry

from domain.calendar.spans import Span
from domain.studios.pricing import PricedStudio
from domain.studios.quote import QuoteLine as Line
from schema.common import TimeWindow
from schema.scalars import AWSDateTime


@strawberry.type
class QuoteLine:
    kind: str
    label: str
    qty: float
    unit_cents: int
    total_cents: int

    @classmethod
    def of(cls, line: Line) -> "QuoteLine":
        return cls(
            kind=line.kind,
            label=line.label,
            qty=float(line.qty),
            unit_cents=line.unit.cents,
            total_cents=line.total.cents,
        )


@strawberry.type
class StudioQuote:
    studio_id: strawberry.ID
    start: AWSDateTime
    end: AWSDateTime
    rate_id: strawberry.ID | None
    rate_name: str | None
    lines: list[QuoteLine]
    subtotal_cents: int
    tax_cents: int
    platform_fee_cents: int
    platform_fee_tax_cents: int
    total_cents: int
    deposit_auth_cents: int
    currency: str
    instant_book: bool

    @classmethod
    def of(cls, quote: PricedStudio) -> "StudioQuote":
        base = quote.base
        return cls(
            studio_id=strawberry.ID(quote.studio.studio_id),
            start=base.session.start,
            end=base.session.end,
            rate_id=strawberry.ID(base.rate.rate_id),
            rate_name=base.rate.name,
            lines=[QuoteLine.of(line) for line in quote.lines],
            subtotal_cents=quote.subtotal.cents,
            tax_cents=quote.tax.cents,
            platform_fee_cents=quote.fee.cents,
            platform_fee_tax_cents=quote.fee_tax.cents,
            total_cents=quote.total.cents,
            deposit_auth_cents=base.deposit.cents,
            currency=quote.total.currency,
            instant_book=quote.studio.instant_book,
        )


def time_windows(spans: list[Span]) -> list[TimeWindow]:
    return [TimeWindow.of(span.start, span.end) for span in spans]
