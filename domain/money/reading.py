"""What a seller may read about their money."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.money.model import SellerAccount, SellerSums
from domain.money.payouts import Payout, Terms, terms_for
from domain.ports import UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

SPAN_MOST_DAYS = 366


@dataclass(frozen=True)
class PayoutOverview:
    """Where a seller is paid, on what terms, and what is on its way."""

    account: SellerAccount | None
    terms: Terms
    sums: SellerSums


async def my_payouts(uow: UnitOfWork, viewer: Viewer, first: date, last: date) -> list[Payout]:
    """Payouts scheduled for the days from `first` to `last`, both included, in UTC."""
    seller = viewer.require_user()
    problems = Problems()
    if last < first:
        problems.add("to", "Not before from.")
    elif (last - first).days >= SPAN_MOST_DAYS:
        problems.add("to", f"At most {SPAN_MOST_DAYS} days in one question.")
    problems.raise_if_any()
    return await uow.money.payouts_between(seller, _start_of(first), _start_of(last) + timedelta(days=1))


async def payout_account(uow: UnitOfWork, viewer: Viewer) -> PayoutOverview:
    seller = viewer.require_user()
    sums = await uow.money.sums_of(seller, uow.now)
    return PayoutOverview(await uow.money.seller_account(seller), terms_for(sums.completed_legs), sums)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
