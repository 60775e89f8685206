"""Price schedules of studios (contract studios.graphql)."""

import strawberry

from domain.studios import model
from domain.studios.rates import RateTerms
from schema.reading import Held, read


@strawberry.type
class StudioRate(Held):
    rate_id: strawberry.ID = read()
    kind: str = read()
    name: str = read()
    dow: list[int] = read()
    start_local: str = read()
    end_local: str = read()
    slot_minutes: int | None = read()
    price_cents: int = read()
    overtime_cents_per_30m: int = read()
    min_booking_minutes: int = read()
    max_booking_minutes: int | None = read()
    tax_inclusive: bool = read()
    active: bool = read()

    @classmethod
    def of(cls, rate: model.Rate) -> "StudioRate":
        return cls(ref=(rate.rate_id,))


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
