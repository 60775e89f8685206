"""What a seller may read about their money."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.money.payouts import Payout
from domain.ports import UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

SPAN_MOST_DAYS = 366


@dataclass(frozen=True)
class Days:
    """From the start of the first day, in UTC, to the end of the last."""

    start: datetime
    end: datetime


def days_between(first: date, last: date) -> Days:
    """The days from `first` to `last`, both included. Raises VALIDATION_FAILED."""
    problems = Problems()
    if last < first:
        problems.add("to", "Not before from.")
    elif (last - first).days >= SPAN_MOST_DAYS:
        problems.add("to", f"At most {SPAN_MOST_DAYS} days in one question.")
    problems.raise_if_any()
    return Days(_start_of(first), _start_of(last) + timedelta(days=1))


async def my_payouts(uow: UnitOfWork, viewer: Viewer, first: date, last: date) -> list[Payout]:
    """Payouts scheduled for those days."""
    days = days_between(first, last)
    return await uow.money.payouts_between(viewer.require_user(), days.start, days.end)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
