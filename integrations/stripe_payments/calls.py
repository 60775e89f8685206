"""Calls that may be refused: the SDK's exceptions become our refusals, in one place."""

from collections.abc import Awaitable, Mapping
from typing import Any, Final, TypeVar

import stripe

from domain.errors import DomainError, PaymentRequired, Unavailable

T = TypeVar("T")

_HINTS: Final = {
    "insufficient_funds": "There is not enough money on the card; try another one.",
    "authentication_required": "Your bank wants you to confirm the payment; try again and confirm it.",
    "processing_error": "Something went wrong between the banks; trying again may help.",
    "expired_card": "The card has expired; try another one.",
    "incorrect_cvc": "Check the security code and try again.",
}
_RETRIABLE: Final = frozenset({"processing_error", "try_again_later", "incorrect_cvc", "reenter_transaction"})
# Invalid requests that are about the payer's or the seller's things rather than about our code.
_REFUSED: Final = frozenset(
    {
        "account_closed",
        "account_country_invalid_address",
        "account_invalid",
        "amount_too_large",
        "amount_too_small",
        "balance_insufficient",
        "charge_already_refunded",
        "country_unsupported",
        "email_invalid",
        "insufficient_capabilities_for_transfer",
        "payment_method_unactivated",
        "token_already_used",
        "url_invalid",
    }
)


async def asked(call: Awaitable[T]) -> T:
    """The processor's answer. Raises PAYMENT_FAILED when it said no, UNAVAILABLE when it said nothing."""
    try:
        return await call
    except stripe.StripeError as error:
        raise refusal_of(error) from error


def refusal_of(error: stripe.StripeError) -> Exception:
    """Our refusal for an exception of the SDK; the exception itself where it is a fault of ours."""
    match error:
        case stripe.CardError():
            return _declined(error)
        case stripe.InvalidRequestError():
            return _refused(error)
        case stripe.IdempotencyError() | stripe.AuthenticationError() | stripe.PermissionError():
            return error
        case _:
            return Unavailable(
                "UNAVAILABLE",
                "The payment processor does not answer.",
                hint="Nothing is lost: send the same request again in a moment.",
            )


def is_past(error: stripe.InvalidRequestError) -> bool:
    """The object is past this step: somebody else was faster, or the call was repeated."""
    return bool(error.code and error.code.endswith("_unexpected_state"))


def is_replay(headers: Mapping[str, Any] | None) -> bool:
    """The answer was kept from an earlier call with the same key, so it may be out of date."""
    return bool(headers) and str((headers or {}).get("idempotent-replayed")).lower() == "true"


def _declined(error: stripe.CardError) -> DomainError:
    """The issuer's no, with what may help. Which card it was stays with the processor."""
    reason = _decline_code(error) or error.code or "declined"
    return PaymentRequired(
        "PAYMENT_FAILED",
        error.user_message or "The card was declined.",
        hint=_HINTS.get(reason, "Try another card or ask your bank."),
        facts={"declineCode": reason, "retry": reason in _RETRIABLE},
    )


def _refused(error: stripe.InvalidRequestError) -> Exception:
    if error.param != "payment_method" and error.code not in _REFUSED:
        return error
    return PaymentRequired(
        "PAYMENT_FAILED",
        error.user_message or "The payment processor refused.",
        hint="Give another payment method." if error.param == "payment_method" else None,
        facts={"declineCode": error.code, "retry": False},
    )


def _decline_code(error: stripe.CardError) -> str | None:
    body = error.json_body
    detail = body.get("error", {}) if isinstance(body, Mapping) else {}
    return detail.get("decline_code")
