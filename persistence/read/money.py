"""The money of bookings: charges and their shares, deposits, payouts, and where a seller is paid."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Float,
    Integer,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import array

from domain.money.payouts import ESTABLISHED, NEW_SELLER, NEW_SELLER_BOOKINGS, PayoutStatus, ReserveStatus
from domain.money.processor import AccountStatus
from persistence.read.model import NOW, VIEWER, Join, ReadModel, Row
from persistence.read.views import Many, One
from persistence.tables.accounts import account
from persistence.tables.money import charge, charge_split, deposit_auth, payout, reserve, seller_account

CHARGE = ReadModel("Charge", charge, key=["charge_id"])
CHARGE.columns(
    "charge_id", "lbg_id", "processor", "processor_intent", "status", "amount_cents", "currency",
    "payment_method", "created_at", "captured_at",
)  # fmt: skip
CHARGE.many(
    "splits",
    "ChargeSplit",
    lambda row, share: share.charge_id == row.charge_id,
    order=lambda share: [share.leg_id],
)

SPLIT = ReadModel("ChargeSplit", charge_split, key=["charge_id", "leg_id"])
SPLIT.columns("leg_id")


@SPLIT.field()
def amount_cents(row: Row) -> ColumnElement[int]:
    """What the buyer pays for the leg."""
    parts = (row.subtotal_cents, row.service_tax_cents, row.platform_fee_cents, row.platform_fee_tax_cents)
    total: ColumnElement[int] = sum(parts[1:], parts[0])
    return total


DEPOSIT = ReadModel("DepositAuth", deposit_auth, key=["deposit_id"])
DEPOSIT.columns("deposit_id", "leg_id", "status", "authorized_cents", "captured_cents", "currency")

PAYOUT = ReadModel("PayoutSummary", payout, key=["payout_id"])
PAYOUT.columns(
    "payout_id", "leg_id", "lbg_id", "amount_cents", "reserve_cents", "currency", "status", "instant",
    "scheduled_for", "paid_at", "reason",
)  # fmt: skip

PAYOUTS_BETWEEN = Many(
    "PayoutSummary",
    lambda row, ask: and_(
        row.seller_user_id == VIEWER,
        row.scheduled_for >= ask("start", DateTime(timezone=True)),
        row.scheduled_for < ask("end", DateTime(timezone=True)),
    ),
    order=lambda row: [row.scheduled_for, row.payout_id],
)


def seller_sums(person: Any, now: Any) -> Select[int, int, int, int]:
    """The money of one seller that is on its way, in cents: one row of `SellerSums`."""
    queued = payout.c.status == PayoutStatus.QUEUED.value
    underway = payout.c.status == PayoutStatus.IN_TRANSIT.value
    due = payout.c.scheduled_for <= now
    amount = payout.c.amount_cents
    return select(
        _held(person).label("reserve"),
        _sum(amount, queued & due).label("available"),
        (_sum(amount, (queued & ~due) | underway) + _unfinished(person)).label("pending"),
        func.count().filter(payout.c.status != PayoutStatus.CANCELED.value).label("completed"),
    ).where(payout.c.seller_user_id == person)


def _sum(amount: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(amount).filter(condition), 0)


def _held(person: Any) -> ScalarSelect[int]:
    held = select(func.coalesce(func.sum(reserve.c.amount_cents), 0))
    mine = reserve.c.seller_user_id == person
    held = held.where(mine, reserve.c.status == ReserveStatus.HELD.value)
    return held.correlate_except(reserve).scalar_subquery()


def _unfinished(person: Any) -> ScalarSelect[int]:
    """What the seller will be owed for legs that are paid for and not completed yet."""
    paid, theirs = payout.alias(), charge_split.c
    tax = theirs.service_tax_cents * cast(~theirs.platform_is_merchant, Integer)
    total = select(func.coalesce(func.sum(theirs.subtotal_cents + tax), 0))
    has_payout = exists().where(paid.c.leg_id == theirs.leg_id)
    total = total.where(theirs.seller_user_id == person, ~has_payout)
    return total.correlate_except(charge_split).scalar_subquery()


_KNOWN: Final = Join(seller_account, lambda row, known: known.c.user_id == row.user_id)
_SUMS: Final = Join(lambda row: seller_sums(row.user_id, NOW).lateral())

ACCOUNT = ReadModel("PayoutAccount", account, key=["user_id"], joins={"known": _KNOWN, "sums": _SUMS})
ACCOUNT.computed(
    status=lambda row: func.coalesce(row.known.status, AccountStatus.NONE.value),
    payouts_enabled=lambda row: func.coalesce(row.known.payouts_enabled, false()),
    requirements=lambda row: func.coalesce(row.known.requirements, cast(array([]), ARRAY(Text))),
    schedule=lambda row: _terms(row, NEW_SELLER.schedule, ESTABLISHED.schedule),
    reserve_pct=lambda row: cast(_terms(row, NEW_SELLER.reserve_pct, ESTABLISHED.reserve_pct), Float),
    reserve_cents=lambda row: row.sums.reserve,
    available_cents=lambda row: row.sums.available,
    pending_cents=lambda row: row.sums.pending,
    # Nobody is eligible while requestInstantPayout is not served.
    instant_eligible=lambda _: false(),
    instant_fee_cents=lambda _: literal(0),
)

MY_ACCOUNT = One("PayoutAccount", lambda row, _: row.user_id == VIEWER)


def _terms(row: Row, newcomers: Any, others: Any) -> ColumnElement[Any]:
    """The mirror of the domain's `terms_for`."""
    return case((row.sums.completed < NEW_SELLER_BOOKINGS, newcomers), else_=others)
