"""The test cards and bank accounts of Stripe's documentation, and how each behaves."""

from dataclasses import dataclass
from typing import Final

from integrations.doubles.stripe.errors import invalid


@dataclass(frozen=True)
class Decline:
    code: str
    decline_code: str
    message: str


@dataclass(frozen=True)
class Instrument:
    """A card or bank account: whether the payer must pass a challenge, and what the issuer says then."""

    last4: str
    brand: str = "visa"
    challenge: bool = False
    decline: Decline | None = None
    is_bank: bool = False


GENERIC: Final = Decline("card_declined", "generic_decline", "Your card was declined.")
_FUNDS: Final = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
_LOST: Final = Decline("card_declined", "lost_card", "Your card was declined.")
_EXPIRED: Final = Decline("expired_card", "expired_card", "Your card has expired.")
_CVC: Final = Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")
_PROCESSING: Final = Decline(
    "processing_error", "processing_error", "An error occurred while processing your card. Try again."
)
_CLOSED: Final = Decline("account_closed", "account_closed", "The bank account has been closed.")

INSTRUMENTS: Final = {
    "visa": Instrument("4242"),
    "mastercard": Instrument("4444", "mastercard"),
    "amex": Instrument("8431", "amex"),
    "chargeDeclined": Instrument("0002", decline=GENERIC),
    "chargeDeclinedInsufficientFunds": Instrument("9995", decline=_FUNDS),
    "chargeDeclinedLostCard": Instrument("9987", decline=_LOST),
    "chargeDeclinedExpiredCard": Instrument("0069", decline=_EXPIRED),
    "chargeDeclinedIncorrectCvc": Instrument("0127", decline=_CVC),
    "chargeDeclinedProcessingError": Instrument("0119", decline=_PROCESSING),
    "threeDSecure2Required": Instrument("3220", challenge=True),
    "authenticationRequired": Instrument("3184", challenge=True),
    "threeDSecureRequiredChargeDeclined": Instrument("1629", challenge=True, decline=GENERIC),
    "bank_success": Instrument("6789", "STRIPE TEST BANK", is_bank=True),
    "bank_accountClosed": Instrument("1113", "STRIPE TEST BANK", is_bank=True, decline=_CLOSED),
}

_NUMBERS: Final = {
    "4242424242424242": "visa",
    "5555555555554444": "mastercard",
    "378282246310005": "amex",
    "4000000000000002": "chargeDeclined",
    "4000000000009995": "chargeDeclinedInsufficientFunds",
    "4000000000009987": "chargeDeclinedLostCard",
    "4000000000000069": "chargeDeclinedExpiredCard",
    "4000000000000127": "chargeDeclinedIncorrectCvc",
    "4000000000000119": "chargeDeclinedProcessingError",
    "4000000000003220": "threeDSecure2Required",
    "4000002760003184": "authenticationRequired",
    "4000008400001629": "threeDSecureRequiredChargeDeclined",
}


def name_of_token(token: str) -> str | None:
    """The instrument behind `pm_card_…`, `pm_usBankAccount_…` or `tok_…`; None when it is no test token."""
    for prefix, kind in (
        ("pm_card_visa_", ""),
        ("pm_card_", ""),
        ("pm_usBankAccount_", "bank_"),
        ("tok_", ""),
    ):
        name = kind + token.removeprefix(prefix)
        if token.startswith(prefix) and name in INSTRUMENTS:
            return name
    return None


def name_of_number(number: str) -> str:
    try:
        return _NUMBERS[number.replace(" ", "")]
    except KeyError:
        raise invalid("Your card number is incorrect.", "number", "incorrect_number") from None
