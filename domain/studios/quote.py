"""What a studio costs for one time: which rate applies, and the lines it comes to. Nothing here is chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar.local_time import occurrences
from domain.calendar.spans import Span
from domain.errors import Invalid, NotFound
from domain.money import Money, total
from domain.studios.model import Rate, RateKind, Studio

OVERTIME_BUCKET_MINUTES: Final = 30
HOUR: Final = 60
# Where two rates cost the same, the one that says most about the booking is named on the receipt.
_PREFERENCE: Final = {RateKind.SLOT: 0, RateKind.DAY: 1, RateKind.HOURLY: 2}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """`qty` hours, slots, days or half hours at `unit` each."""

    kind: str
    label: str
    qty: int
    unit: Money

    @property
    def total(self) -> Money:
        return self.unit * self.qty


@dataclass(frozen=True, slots=True)
class BasePrice:
    """The price of a studio before fees and taxes. With a tax-inclusive rate it contains the service tax."""

    session: Span
    rate: Rate
    lines: tuple[QuoteLine, ...]
    deposit: Money

    @property
    def subtotal(self) -> Money:
        return total([line.total for line in self.lines])


def base_price(
    studio: Studio, rates: Iterable[Rate], session: Span, zone: ZoneInfo, crew_size: int | None = None
) -> BasePrice:
    """The best price of the studio for a session: the lowest that a rate gives.

    Raises STUDIO_RATE_NOT_FOUND when no rate covers it, VALIDATION_FAILED for a crew the place cannot take.
    """
    require_room(studio, crew_size)
    rate = best_rate(rates, session, zone)
    line = line_of(rate, session, studio.currency)
    return BasePrice(session, rate, (line,), Money(studio.deposit_cents, studio.currency))


def best_rate(rates: Iterable[Rate], session: Span, zone: ZoneInfo) -> Rate:
    """The cheapest active rate that covers the session; of equals the more specific, then the older one."""
    active = [rate for rate in rates if rate.active]
    fitting = [rate for rate in active if mismatch(rate, session, zone) is None]
    if not fitting:
        raise NotFound(
            "STUDIO_RATE_NOT_FOUND",
            "No rate of the studio covers the time and length asked for.",
            hint=_what_would_fit(active, session, zone),
        )
    return min(fitting, key=lambda rate: (_cents(rate, session), _PREFERENCE[rate.kind], rate.rate_id))


def mismatch(rate: Rate, session: Span, zone: ZoneInfo) -> str | None:
    """Why the rate does not cover the session, which lies in one window or in none; None when it does."""
    opening = next((o for o in occurrences(rate.windows, session, zone) if o.contains(session)), None)
    if opening is None:
        return "is for other hours"
    if session.minutes < rate.min_booking_minutes:
        return f"takes bookings from {rate.min_booking_minutes} minutes"
    if rate.max_booking_minutes is not None and session.minutes > rate.max_booking_minutes:
        return f"takes bookings up to {rate.max_booking_minutes} minutes"
    if rate.slot_minutes is not None and session not in slots_of(rate, opening):
        return f"is booked in slots of {rate.slot_minutes} minutes from the start of its hours"
    return None


def slots_of(rate: Rate, opening: Span) -> list[Span]:
    """The slots of one opening: laid end to end from its start, a remainder left over."""
    length = timedelta(minutes=rate.slot_minutes or rate.window_minutes)
    count = opening.length // length
    return [Span(opening.start + length * i, opening.start + length * (i + 1)) for i in range(count)]


def line_of(rate: Rate, session: Span, currency: str) -> QuoteLine:
    return QuoteLine("base", rate.name, _quantity(rate, session), Money(rate.price_cents, currency))


def overtime_line(rate: Rate, minutes_over: int, currency: str) -> QuoteLine:
    """Time past the booked end, by begun half hours. A rate without an overtime price charges none."""
    if minutes_over < 1:
        raise Invalid(
            "VALIDATION_FAILED", "Overtime is at least a minute.", fields={"minutes": "Must be at least 1."}
        )
    buckets = -(-minutes_over // OVERTIME_BUCKET_MINUTES)
    return QuoteLine(
        "overtime", f"{rate.name}, overtime", buckets, Money(rate.overtime_cents_per_30m, currency)
    )


def price_from_cents(rates: Iterable[Rate]) -> int:
    """The lowest price an hour comes to under any active rate, rounded up; 0 without one."""
    hourly = [-(-rate.price_cents * HOUR // _priced_minutes(rate)) for rate in rates if rate.active]
    return min(hourly, default=0)


def require_room(studio: Studio, crew_size: int | None) -> None:
    capacity = studio.details.capacity_people
    if crew_size is not None and not 1 <= crew_size <= capacity:
        raise Invalid(
            "VALIDATION_FAILED",
            f"The studio takes 1 to {capacity} people.",
            fields={"crewSize": f"Must be from 1 to {capacity}."},
        )


def _quantity(rate: Rate, session: Span) -> int:
    return -(-session.minutes // HOUR) if rate.kind is RateKind.HOURLY else 1


def _cents(rate: Rate, session: Span) -> int:
    return rate.price_cents * _quantity(rate, session)


def _priced_minutes(rate: Rate) -> int:
    return {
        RateKind.HOURLY: HOUR,
        RateKind.SLOT: rate.slot_minutes or rate.window_minutes,
        RateKind.DAY: rate.window_minutes,
    }[rate.kind]


def _what_would_fit(active: list[Rate], session: Span, zone: ZoneInfo) -> str:
    if not active:
        return "The studio has no prices yet."
    return " ".join(f"{rate.name} {mismatch(rate, session, zone)}." for rate in active[:5])
