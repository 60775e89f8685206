"""What a webhook says, once it is read: one small value per subject, naming what to look at again.

News may come late, twice and in any order, so a handler asks the processor for the present state (or compares
with what is kept) and never believes the order of arrival.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.money.processor import (
    BankPayout,
    Payment,
    ProcessorRefund,
    ProcessorTransfer,
    SellerAccountState,
    Setup,
)


@dataclass(frozen=True)
class WebhookEvent:
    """A webhook whose signature was right. `body` is what is kept in the inbox, as the processor sent it."""

    id: str
    kind: str
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True)
class PaymentNews:
    payment: Payment


@dataclass(frozen=True)
class SetupNews:
    setup: Setup


@dataclass(frozen=True)
class ChargeNews:
    """Something happened to the charge of a payment; its fee may be known now."""

    charge: str
    payment: str | None


@dataclass(frozen=True)
class RefundNews:
    refund: ProcessorRefund


@dataclass(frozen=True)
class AccountNews:
    account: SellerAccountState


@dataclass(frozen=True)
class TransferNews:
    transfer: ProcessorTransfer


@dataclass(frozen=True)
class BankPayoutNews:
    payout: BankPayout


@dataclass(frozen=True)
class OtherNews:
    """A kind nobody here waits for; it is kept in the inbox and otherwise left alone."""

    kind: str


News = (
    PaymentNews
    | SetupNews
    | ChargeNews
    | RefundNews
    | AccountNews
    | TransferNews
    | BankPayoutNews
    | OtherNews
)
