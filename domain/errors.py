"""Refusals: values with a name. What went wrong, what to do next; never how it is told (server/errors.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Remedy:
    """A promise: calling this mutation with these variables gets the caller past the refusal."""

    mutation: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


class DomainError(Exception):
    """A refusal with a code of the error catalogue (schema/contract/errors.csv). Nothing has changed."""

    family: ClassVar[str]

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        remedies: Sequence[Remedy] = (),
        fields: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.remedies = tuple(remedies)
        self.fields = dict(fields or {})
        # Further machine-readable values a client needs to act, such as clientSecret or retryAfterSec.
        self.facts = dict(facts or {})


class Invalid(DomainError):
    family = "bad_request"


class Unauthenticated(DomainError):
    family = "unauthenticated"


class Forbidden(DomainError):
    family = "forbidden"


class NotFound(DomainError):
    family = "not_found"


class Conflict(DomainError):
    family = "conflict"


class RateLimited(DomainError):
    family = "rate_limited"


class PaymentRequired(DomainError):
    family = "payment_required"


class Unavailable(DomainError):
    family = "unavailable"


class Internal(DomainError):
    """A fault of ours that has a code of its own, such as a fee rule that nobody configured."""

    family = "internal"
