"""The processor's documents in our words: plain mappings, from the SDK and from webhooks alike."""

from collections.abc import Mapping
from typing import Any, Final

from domain.money import Money
from domain.money.processor import (
    AccountStatus,
    BankPayout,
    BankPayoutStatus,
    Decline,
    Payment,
    PaymentStatus,
    ProcessorRefund,
    ProcessorTransfer,
    RefundStatus,
    SellerAccountState,
    Setup,
    SetupStatus,
)

Document = Mapping[str, Any]
DEPOSIT: Final = "deposit"
_RETRIABLE: Final = frozenset({"processing_error", "try_again_later", "incorrect_cvc"})


def money(document: Document, name: str) -> Money:
    return Money(document[name], document["currency"].upper())


def identifier(value: object) -> str | None:
    """An id, whether or not it came expanded."""
    if isinstance(value, Mapping):
        return str(value["id"])
    return str(value) if value else None


def payment(document: Document) -> Payment:
    metadata = dict(document["metadata"])
    return Payment(
        id=document["id"],
        client_secret=document.get("client_secret") or "",
        status=PaymentStatus(document["status"]),
        amount=money(document, "amount"),
        capturable=money(document, "amount_capturable"),
        received=money(document, "amount_received"),
        group=document.get("transfer_group"),
        charge=identifier(document.get("latest_charge")),
        method=identifier(document.get("payment_method")),
        action_url=_action_url(document.get("next_action")),
        decline=_decline(document.get("last_payment_error")),
        lapsed=document.get("cancellation_reason") == "automatic",
        is_deposit=metadata.get("purpose") == DEPOSIT,
        metadata=metadata,
    )


def setup(document: Document) -> Setup:
    return Setup(
        id=document["id"],
        client_secret=document.get("client_secret") or "",
        status=SetupStatus(document["status"]),
        method=identifier(document.get("payment_method")),
    )


def refund(document: Document) -> ProcessorRefund:
    status = document.get("status")
    known = {
        "succeeded": RefundStatus.SUCCEEDED,
        "failed": RefundStatus.FAILED,
        "canceled": RefundStatus.FAILED,
    }
    return ProcessorRefund(
        id=document["id"],
        payment=identifier(document.get("payment_intent")) or "",
        amount=money(document, "amount"),
        status=known.get(str(status), RefundStatus.PENDING),
    )


def seller_account(document: Document) -> SellerAccountState:
    requirements = document.get("requirements") or {}
    due = tuple(requirements.get("currently_due") or ())
    enabled = bool(document.get("payouts_enabled"))
    if enabled:
        status = AccountStatus.ENABLED
    elif document.get("details_submitted") and due:
        status = AccountStatus.RESTRICTED
    else:
        status = AccountStatus.PENDING
    return SellerAccountState(document["id"], status, enabled, due)


def transfer(document: Document) -> ProcessorTransfer:
    return ProcessorTransfer(
        id=document["id"],
        to=identifier(document["destination"]) or "",
        amount=money(document, "amount"),
        reversed=money(document, "amount_reversed"),
        group=document.get("transfer_group"),
    )


def bank_payout(document: Document, account: str) -> BankPayout:
    return BankPayout(
        id=document["id"],
        account=account,
        amount=money(document, "amount"),
        status=BankPayoutStatus(document["status"]),
        failure=document.get("failure_message") or document.get("failure_code"),
    )


def _action_url(action: Document | None) -> str | None:
    redirect = (action or {}).get("redirect_to_url") or {}
    return redirect.get("url")


def _decline(error: Document | None) -> Decline | None:
    if not error:
        return None
    code = error.get("decline_code") or error.get("code") or "declined"
    return Decline(code, error.get("message") or "The payment failed.", code in _RETRIABLE)
