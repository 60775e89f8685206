"""What a payment processor tells us, in our words. Frozen values; nothing here knows a vendor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.money.amount import Money


class CaptureMode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


class PaymentStatus(StrEnum):
    """Where a payment stands, in the words of the contract's `PaymentIntentClientSecret.status`."""

    METHOD_REQUIRED = "requires_payment_method"
    CONFIRMATION_REQUIRED = "requires_confirmation"
    ACTION_REQUIRED = "requires_action"
    PROCESSING = "processing"
    AUTHORIZED = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class MethodKind(StrEnum):
    CARD = "card"
    ACH_DEBIT = "ach_debit"
    WALLET = "wallet"


@dataclass(frozen=True)
class PaymentOrder:
    """What is to be paid, before anybody has been asked for it.

    `method` is a token or the id of a saved method; without it the payer gives one in the browser.
    `group` ties the charge to the transfers that will come out of it.
    """

    amount: Money
    customer: str
    group: str
    capture: CaptureMode = CaptureMode.AUTOMATIC
    kind: MethodKind = MethodKind.CARD
    method: str | None = None
    save_for_later: bool = False
    description: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decline:
    """Why the issuer said no. `retry` tells whether another try with the same card makes sense."""

    code: str
    message: str
    retry: bool = False


@dataclass(frozen=True)
class Payment:
    id: str
    client_secret: str
    status: PaymentStatus
    amount: Money
    capturable: Money
    received: Money
    group: str | None = None
    charge: str | None = None
    method: str | None = None
    # Where the payer passes the issuer's further step, while the status is ACTION_REQUIRED.
    action_url: str | None = None
    decline: Decline | None = None
    # Canceled by time: nobody captured what was authorised while that was possible.
    lapsed: bool = False
    is_deposit: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


class SetupStatus(StrEnum):
    METHOD_REQUIRED = "requires_payment_method"
    CONFIRMATION_REQUIRED = "requires_confirmation"
    ACTION_REQUIRED = "requires_action"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


@dataclass(frozen=True)
class Setup:
    """A payment method being saved without a payment."""

    id: str
    client_secret: str
    status: SetupStatus
    method: str | None = None


class RefundStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class ProcessorRefund:
    id: str
    payment: str
    amount: Money
    status: RefundStatus


class AccountStatus(StrEnum):
    NONE = "none"
    PENDING = "pending"
    RESTRICTED = "restricted"
    ENABLED = "enabled"


@dataclass(frozen=True)
class SellerAccountState:
    """Whether a seller may be paid, and what the processor still wants from them."""

    id: str
    status: AccountStatus
    payouts_enabled: bool
    requirements: tuple[str, ...] = ()
    instant_eligible: bool = False


@dataclass(frozen=True)
class OnboardingAddress:
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class TransferOrder:
    """Money to be moved to a seller's account out of the charge of `group`."""

    to: str
    amount: Money
    group: str
    source_charge: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProcessorTransfer:
    id: str
    to: str
    amount: Money
    reversed: Money
    group: str | None = None


class BankPayoutStatus(StrEnum):
    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True)
class BankPayout:
    """What left a seller's account for their bank; it carries any number of transfers."""

    id: str
    account: str
    amount: Money
    status: BankPayoutStatus
    failure: str | None = None
