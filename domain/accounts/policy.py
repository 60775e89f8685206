"""What an account must look like (contract accounts.graphql; spec 26.E)."""

import re
import secrets
from datetime import timedelta
from typing import Final

from domain.accounts.model import Account, AccountStatus
from domain.errors import Forbidden, Invalid
from domain.validation import Problems

ACCESS_LIFE: Final = timedelta(minutes=15)
REFRESH_LIFE: Final = timedelta(days=30)
VERIFY_LIFE: Final = timedelta(days=3)
RESET_LIFE: Final = timedelta(hours=1)
PASSWORD_MIN: Final = 10
PASSWORD_MAX: Final = 200
SIGN_IN_TRIES: Final = 10
SIGN_IN_WINDOW: Final = timedelta(minutes=15)
MAIL_TRIES: Final = 5
MAIL_WINDOW: Final = timedelta(hours=1)

HANDLE: Final = re.compile(r"[a-z0-9](?:[a-z0-9_]{1,28})[a-z0-9]")
EMAIL: Final = re.compile(
    r"[^@\s,;<>\"()\[\]\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE
)


def check_email(problems: Problems, email: str) -> None:
    if problems.text("email", email, max=254):
        problems.require("email", "Must be an email address.", ok=EMAIL.fullmatch(email) is not None)


def check_password(problems: Problems, name: str, password: str) -> None:
    problems.require(
        name,
        f"Must have {PASSWORD_MIN} to {PASSWORD_MAX} characters.",
        ok=PASSWORD_MIN <= len(password) <= PASSWORD_MAX,
    )


def check_handle(problems: Problems, handle: str) -> None:
    problems.require(
        "handle",
        "3 to 30 of a-z, 0-9 and _, not beginning or ending with _.",
        ok=HANDLE.fullmatch(handle) is not None,
    )


def check_display_name(problems: Problems, name: str) -> None:
    problems.text("displayName", name, max=80)


def handle_for(display_name: str) -> str:
    """A free-looking handle from a name; the tail keeps namesakes apart."""
    stem = re.sub(r"[^a-z0-9]+", "_", display_name.lower()).strip("_")[:20] or "someone"
    return f"{stem}_{secrets.token_hex(3)}"


def require_attestation(*, is18_plus: bool, tos: bool) -> None:
    if not is18_plus:
        raise Invalid(
            "AGE_ATTESTATION_REQUIRED",
            "RastUp is for adults: state that you are 18 or older.",
            hint="Send is18PlusAttested: true if that is so.",
            fields={"is18PlusAttested": "Must be true."},
        )
    if not tos:
        raise Invalid(
            "VALIDATION_FAILED",
            "The terms of service must be accepted.",
            fields={"tosAccepted": "Must be true."},
        )


def require_open(account: Account) -> None:
    if account.status is AccountStatus.SUSPENDED:
        raise Forbidden(
            "ACCOUNT_SUSPENDED", "This account was closed by staff.", hint="Write to support to appeal."
        )
