"""What we keep about money beside the ledger: charges and their shares, deposits, payers, seller accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.ids import ChargeId, DepositId, LbgId, LegId, OrderId, UserId
from domain.money.amount import Money, total
from domain.money.entries import LegMoney
from domain.money.processor import AccountStatus, Payment, PaymentStatus, SellerAccountState

PROCESSOR: Final = "stripe"


class ChargeStatus(StrEnum):
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"
    FAILED = "failed"


@dataclass(frozen=True)
class ChargeSplit:
    """The share of one leg in a charge, and what of it is owed to whom."""

    money: LegMoney
    seller_user_id: UserId

    @property
    def leg_id(self) -> LegId:
        return self.money.leg_id

    @property
    def amount(self) -> Money:
        return self.money.total


@dataclass(frozen=True)
class Charge:
    """What the buyer paid for a booking: one charge, whose shares add up to it to the cent."""

    charge_id: ChargeId
    lbg_id: LbgId
    order_id: OrderId
    intent: str
    status: ChargeStatus
    amount: Money
    method: str
    splits: tuple[ChargeSplit, ...]
    created_at: datetime
    captured_at: datetime
    processor_charge: str | None = None

    def __post_init__(self) -> None:
        shares = total([split.amount for split in self.splits], self.amount.currency)
        if shares != self.amount:
            raise ValueError(f"the shares of {self.charge_id} make {shares.cents}, not {self.amount.cents}")


class DepositStatus(StrEnum):
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    VOIDED = "voided"
    EXPIRED = "expired"


_BY_PAYMENT: Final[Mapping[PaymentStatus, DepositStatus]] = MappingProxyType(
    {
        PaymentStatus.AUTHORIZED: DepositStatus.AUTHORIZED,
        PaymentStatus.SUCCEEDED: DepositStatus.CAPTURED,
        PaymentStatus.CANCELED: DepositStatus.VOIDED,
    }
)


@dataclass(frozen=True)
class Deposit:
    """A hold on the buyer's card for a studio's deposit, outside the price."""

    deposit_id: DepositId
    leg_id: LegId
    lbg_id: LbgId
    intent: str
    status: DepositStatus
    authorized: Money
    captured: Money
    created_at: datetime
    updated_at: datetime

    def seen_as(self, payment: Payment, now: datetime) -> "Deposit":
        """The deposit as the processor has it now; a state that says nothing about holds changes nothing."""
        status = DepositStatus.EXPIRED if payment.lapsed else _BY_PAYMENT.get(payment.status, self.status)
        return replace(self, status=status, captured=payment.received, updated_at=now)


@dataclass(frozen=True)
class SellerAccount:
    """Where a seller is paid, and whether they may be."""

    user_id: UserId
    account_id: str
    status: AccountStatus
    payouts_enabled: bool
    requirements: tuple[str, ...]
    updated_at: datetime

    @classmethod
    def of(cls, user_id: UserId, state: SellerAccountState, now: datetime) -> "SellerAccount":
        return cls(user_id, state.id, state.status, state.payouts_enabled, state.requirements, now)


class FeeStage(StrEnum):
    DEFERRED = "deferred"
    EARNED = "earned"
    REVERSED = "reversed"


@dataclass(frozen=True)
class FeeStep:
    """A step in the life of the platform fee of a leg."""

    fee_entry_id: str
    leg_id: LegId
    stage: FeeStage
    fee: Money
    fee_tax: Money
    reason: str
    created_at: datetime


@dataclass(frozen=True)
class SellerSums:
    """The money of one seller that is on its way."""

    reserve: Money
    available: Money
    pending: Money
    completed_legs: int
