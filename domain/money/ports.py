"""The payment processor, as the domain needs it.

Every writing call takes the key that names its effect: the same key and the same arguments have one effect,
however often they are sent. Refusals:

* PaymentRequired PAYMENT_FAILED: the issuer or the processor said no, for certain; nothing was taken.
* Unavailable UNAVAILABLE: no answer, so the outcome is unknown; ask again with the same key.
* a further step of the payer is no refusal: the payment comes back with status ACTION_REQUIRED.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from domain.ids import UserId
from domain.money.amount import Money
from domain.money.news import News, WebhookEvent
from domain.money.processor import (
    BankPayout,
    OnboardingAddress,
    Payment,
    PaymentOrder,
    ProcessorRefund,
    ProcessorTransfer,
    SellerAccountState,
    Setup,
    TransferOrder,
)


class BuyerPayments(Protocol):
    """What a checkout asks of the processor."""

    async def ensure_customer(self, user_id: UserId, *, email: str, name: str | None = None) -> str:
        """The processor's id of this person; made at the first call, the same ever after."""

    async def open_payment(self, order: PaymentOrder, *, key: str) -> Payment:
        """A payment that nobody has been charged for yet."""

    async def confirm_payment(self, payment_id: str, *, key: str, method: str | None = None) -> Payment:
        """Ask the issuer. SUCCEEDED (automatic capture), AUTHORIZED (manual) or ACTION_REQUIRED come back."""

    async def capture_payment(self, payment_id: str, *, key: str, amount: Money | None = None) -> Payment:
        """Take what was authorised, or less; the rest is let go."""

    async def cancel_payment(self, payment_id: str, *, key: str) -> Payment:
        """Let go of a payment that was not captured. Cancelling twice is the same as once."""

    async def retrieve_payment(self, payment_id: str) -> Payment: ...

    async def open_deposit(self, order: PaymentOrder, *, key: str) -> Payment:
        """A studio deposit: an authorisation of its own, never part of the price, always captured by hand."""

    async def authorise_deposit(self, deposit_id: str, *, key: str, method: str | None = None) -> Payment: ...

    async def capture_deposit(self, deposit_id: str, amount: Money, *, key: str) -> Payment: ...

    async def release_deposit(self, deposit_id: str, *, key: str) -> Payment: ...

    async def save_method(self, customer: str, method: str, *, key: str) -> Setup:
        """Keep a method for later payments, asking the issuer now."""

    async def refund(
        self, payment_id: str, amount: Money, *, key: str, metadata: Mapping[str, str] | None = None
    ) -> ProcessorRefund: ...

    async def processing_fee(self, payment_id: str) -> Money | None:
        """What the processor kept for the captured charge of a payment; None until it is known."""


class SellerPayments(Protocol):
    """What paying sellers asks of the processor."""

    async def open_seller_account(self, user_id: UserId, *, email: str) -> SellerAccountState:
        """The account of a seller; made at the first call, the same ever after."""

    async def seller_account(self, account_id: str) -> SellerAccountState: ...

    async def onboarding_link(
        self, account_id: str, *, return_url: str, refresh_url: str
    ) -> OnboardingAddress:
        """A fresh address, good for one visit, where the seller tells the processor who they are."""

    async def transfer(self, order: TransferOrder, *, key: str) -> ProcessorTransfer: ...

    async def reverse_transfer(self, transfer_id: str, amount: Money, *, key: str) -> ProcessorTransfer: ...

    async def bank_payout(self, account_id: str, bank_payout_id: str) -> BankPayout: ...

    async def transfers_in(self, account_id: str, bank_payout_id: str) -> tuple[str, ...]:
        """Which transfers a payout to a seller's bank carried."""


class ProcessorWebhooks(Protocol):
    """What the processor tells us without being asked."""

    def parse_webhook(self, raw: bytes, signature: str) -> WebhookEvent:
        """Unauthenticated INVALID_SIGNATURE unless the processor signed exactly these bytes, lately."""

    def read_event(self, body: Mapping[str, Any]) -> News:
        """The meaning of a body that `parse_webhook` accepted and the inbox kept."""


class Payments(BuyerPayments, SellerPayments, ProcessorWebhooks, Protocol):
    """The payment processor."""


class PaymentsSandbox(Protocol):
    """What a development server may do to its processor and a production server cannot."""

    async def next_due(self) -> datetime | None:
        """When time alone will next bring something about there."""

    async def advance(self, to: datetime) -> None:
        """Let the processor live up to this moment; what it has to tell has been told when this returns."""

    async def pass_action(self, payment_id: str, *, succeed: bool = True) -> None:
        """Do what the payer would do in the browser when the issuer wants a further step."""
