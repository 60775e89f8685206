"""Adding price schedules."""

from dataclasses import dataclass, replace

from domain.facts import Fact
from domain.ids import Prefix, RateId, StudioId
from domain.ports import UnitOfWork
from domain.studios.model import Rate, RateKind
from domain.studios.policy import holding_own
from domain.studios.quote import price_from_cents
from domain.studios.rules import RATES_MAX, check_rate, local_time
from domain.validation import Problems
from domain.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RateTerms:
    """A rate as its owner wrote it: wall times as text, nothing checked."""

    kind: str
    name: str
    dow: tuple[int, ...]
    start_local: str
    end_local: str
    slot_minutes: int | None
    price_cents: int
    overtime_cents_per_30m: int
    min_booking_minutes: int
    max_booking_minutes: int | None
    tax_inclusive: bool
    active: bool


async def add_rate(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, terms: RateTerms) -> Rate:
    """Add a price schedule; the studio's lowest price follows."""
    studio = await holding_own(uow, viewer, studio_id)
    rate = _rate(RateId(uow.new_id(Prefix.RATE)), studio_id, terms)
    rates = (await uow.studios.rates([studio_id])).get(studio_id, [])
    _require_space(len(rates))
    await uow.studios.add_rate(rate)
    await uow.studios.save(
        replace(studio, price_from_cents=price_from_cents([*rates, rate]), updated_at=uow.now)
    )
    ids = {"studio_id": studio_id, "rate_id": rate.rate_id}
    uow.emit(Fact("studio.rate.add", studio_id, ids, actor=studio.owner_user_id))
    return rate


def _rate(rate_id: RateId, studio_id: StudioId, terms: RateTerms) -> Rate:
    """Raises VALIDATION_FAILED naming every wrong field."""
    problems = Problems("rate.")
    known = problems.one_of("kind", terms.kind, {kind.value for kind in RateKind})
    rate = Rate(
        rate_id=rate_id,
        studio_id=studio_id,
        kind=RateKind(terms.kind) if known else RateKind.HOURLY,
        name=terms.name.strip(),
        dow=tuple(sorted(terms.dow)),
        start_local=local_time(problems, "startLocal", terms.start_local),
        end_local=local_time(problems, "endLocal", terms.end_local),
        slot_minutes=terms.slot_minutes,
        price_cents=terms.price_cents,
        overtime_cents_per_30m=terms.overtime_cents_per_30m,
        min_booking_minutes=terms.min_booking_minutes,
        max_booking_minutes=terms.max_booking_minutes,
        tax_inclusive=terms.tax_inclusive,
        active=terms.active,
    )
    # Lengths are judged against the window, so a kind or time that cannot be read comes first.
    problems.raise_if_any()
    check_rate(rate).raise_if_any()
    return rate


def _require_space(rates: int) -> None:
    problems = Problems()
    problems.require("rate", f"A studio has at most {RATES_MAX} rates.", ok=rates < RATES_MAX)
    problems.raise_if_any()
