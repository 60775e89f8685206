"""Price schedules of studios (contract studios.graphql)."""

from datetime import time

import strawberry

from domain.studios import model
from domain.studios.rates import RateTerms


@strawberry.type
class StudioRate:
    rate_id: strawberry.ID
    kind: str
    name: str
    dow: list[int]
    start_local: str
    end_local: str
    slot_minutes: int | None
    price_cents: int
    overtime_cents_per_30m: int
    min_booking_minutes: int
    max_booking_minutes: int | None
    tax_inclusive: bool
    active: bool

    @classmethod
    def of(cls, rate: model.Rate) -> "StudioRate":
        return cls(
            rate_id=strawberry.ID(rate.rate_id),
            kind=rate.kind.value,
            name=rate.name,
            dow=list(rate.dow),
            start_local=_clock(rate.start_local),
            end_local=_clock(rate.end_local),
            slot_minutes=rate.slot_minutes,
            price_cents=rate.price_cents,
            overtime_cents_per_30m=rate.overtime_cents_per_30m,
            min_booking_minutes=rate.min_booking_minutes,
            max_booking_minutes=rate.max_booking_minutes,
            tax_inclusive=rate.tax_inclusive,
            active=rate.active,
        )


@strawberry.input
class StudioRateInput:
    kind: str
    name: str
    dow: list[int]
    start_local: str
    end_local: str
    price_cents: int
    slot_minutes: int | None = None
    overtime_cents_per_30m: int | None = 0
    min_booking_minutes: int | None = 60
    max_booking_minutes: int | None = None
    tax_inclusive: bool | None = False
    active: bool | None = True

    def to_domain(self) -> RateTerms:
        """A null where the contract has a default means the default."""
        least = self.min_booking_minutes
        return RateTerms(
            kind=self.kind,
            name=self.name,
            dow=tuple(self.dow),
            start_local=self.start_local,
            end_local=self.end_local,
            slot_minutes=self.slot_minutes,
            price_cents=self.price_cents,
            overtime_cents_per_30m=self.overtime_cents_per_30m or 0,
            min_booking_minutes=60 if least is None else least,
            max_booking_minutes=self.max_booking_minutes,
            tax_inclusive=bool(self.tax_inclusive),
            active=self.active is not False,
        )


def _clock(wall: time) -> str:
    return wall.strftime("%H:%M")
