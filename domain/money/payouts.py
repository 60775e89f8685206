"""Payouts: how much of a completed leg is paid out, when, and what a payout may go through."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Conflict
from domain.ids import LbgId, LegId, PayoutId, UserId
from domain.money.amount import BPS, Money


class PayoutStatus(StrEnum):
    QUEUED = "queued"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"
    PAUSED = "paused"


class PayoutMove(StrEnum):
    SEND = "send"
    ARRIVE = "arrive"
    FAIL = "fail"
    RETRY = "retry"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"


S, M = PayoutStatus, PayoutMove

MOVES: Final[Mapping[tuple[PayoutStatus, PayoutMove], PayoutStatus]] = MappingProxyType(
    {
        (S.QUEUED, M.SEND): S.IN_TRANSIT,
        (S.QUEUED, M.PAUSE): S.PAUSED,
        (S.QUEUED, M.CANCEL): S.CANCELED,
        (S.PAUSED, M.RESUME): S.QUEUED,
        (S.PAUSED, M.CANCEL): S.CANCELED,
        (S.IN_TRANSIT, M.ARRIVE): S.PAID,
        (S.IN_TRANSIT, M.FAIL): S.FAILED,
        # The bank sends money back days after it had arrived.
        (S.PAID, M.FAIL): S.FAILED,
        (S.FAILED, M.RETRY): S.QUEUED,
        # A bank payout that failed is tried again by the processor itself, and may still arrive.
        (S.FAILED, M.ARRIVE): S.PAID,
    }
)

LIVE: Final = frozenset({S.QUEUED, S.IN_TRANSIT, S.PAID, S.PAUSED, S.FAILED})
"""A leg has at most one payout in these."""


class Wait(StrEnum):
    """Why a payout that is due has not been sent, in words for the seller."""

    NOT_ONBOARDED = "Waits until you complete your payout account."
    ACCOUNT_RESTRICTED = "Waits until your payout account is enabled again."


@dataclass(frozen=True)
class Terms:
    """When and how much of their money a seller gets at once."""

    schedule: str
    delay: timedelta
    reserve_bps: int
    reserve_days: int

    @property
    def reserve_pct(self) -> float:
        return self.reserve_bps * 100 / BPS

    @property
    def reserve_term(self) -> timedelta:
        return timedelta(days=self.reserve_days)


NEW_SELLER_BOOKINGS: Final = 5
NEW_SELLER: Final = Terms("t_plus_7", timedelta(days=7), reserve_bps=1_000, reserve_days=30)
ESTABLISHED: Final = Terms("t_plus_1", timedelta(days=1), reserve_bps=0, reserve_days=0)


def terms_for(completed_bookings: int) -> Terms:
    """New sellers wait a week and leave a rolling reserve, until they have completed enough bookings."""
    return NEW_SELLER if completed_bookings < NEW_SELLER_BOOKINGS else ESTABLISHED


@dataclass(frozen=True)
class Share:
    """What of a leg's money is paid now and what stays in reserve."""

    now: Money
    reserve: Money


def share_of(seller_gross: Money, refunded: Money, terms: Terms) -> Share:
    """The seller's part after refunds; the part paid now is rounded down, so the reserve loses no cent."""
    nothing = Money(0, seller_gross.currency)
    net = max(nothing, seller_gross - refunded)
    now = Money(net.cents * (BPS - terms.reserve_bps) // BPS, net.currency)
    return Share(now, net - now)


@dataclass(frozen=True)
class Payout:
    payout_id: PayoutId
    leg_id: LegId
    lbg_id: LbgId
    seller_user_id: UserId
    status: PayoutStatus
    amount: Money
    reserve: Money
    scheduled_for: datetime
    created_at: datetime
    updated_at: datetime
    attempt: int = 1
    transfer_id: str | None = None
    bank_payout_id: str | None = None
    paid_at: datetime | None = None
    reason: str | None = None
    instant: bool = False

    @property
    def transfer_key(self) -> str:
        """The idempotency key of the transfer: one per leg and attempt, whoever sends it."""
        return f"leg-payout:{self.leg_id}:{self.attempt}"

    def can(self, move: PayoutMove) -> bool:
        return (self.status, move) in MOVES

    def moved(self, move: PayoutMove, now: datetime) -> "Payout":
        try:
            status = MOVES[self.status, move]
        except KeyError:
            raise Conflict("CONFLICT", f"A payout that is {self.status} cannot {move}.") from None
        return replace(self, status=status, updated_at=now)

    def sent(self, transfer_id: str, now: datetime) -> "Payout":
        return replace(self.moved(M.SEND, now), transfer_id=transfer_id, reason=None)

    def arrived(self, bank_payout_id: str, now: datetime) -> "Payout":
        paid = self.moved(M.ARRIVE, now)
        return replace(paid, bank_payout_id=bank_payout_id, paid_at=now, reason=None)

    def failed(self, reason: str, now: datetime) -> "Payout":
        return replace(self.moved(M.FAIL, now), paid_at=None, reason=reason)

    def waiting(self, wait: Wait, now: datetime) -> "Payout":
        """Still queued: what it waits for is said, and nothing else changes."""
        return replace(self, reason=str(wait), updated_at=now)


class ReserveStatus(StrEnum):
    HELD = "held"
    RELEASED = "released"


@dataclass(frozen=True)
class Reserve:
    """Money of one leg kept back for a while; it is paid out with a payout of its own when released."""

    reserve_id: str
    leg_id: LegId
    lbg_id: LbgId
    seller_user_id: UserId
    amount: Money
    status: ReserveStatus
    release_at: datetime
    created_at: datetime
    released_at: datetime | None = None
    transfer_id: str | None = None

    def released(self, now: datetime) -> "Reserve":
        return replace(self, status=ReserveStatus.RELEASED, released_at=now)
