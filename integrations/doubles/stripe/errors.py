"""Refusals in Stripe's shape."""

from typing import Any


class StripeError(Exception):
    """`{"error": {…}}` with its HTTP status. `saved` tells whether an idempotency key remembers it."""

    def __init__(self, status: int, kind: str, message: str, *, saved: bool = False, **facts: Any) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message, **facts}}


def invalid(message: str, param: str | None = None, code: str | None = None) -> StripeError:
    facts: dict[str, Any] = {key: value for key, value in (("param", param), ("code", code)) if value}
    return StripeError(400, "invalid_request_error", message, **facts)


def missing(kind: str, object_id: str, param: str = "id") -> StripeError:
    return StripeError(
        404,
        "invalid_request_error",
        f"No such {kind}: '{object_id}'",
        code="resource_missing",
        param=param,
    )


def required(param: str) -> StripeError:
    return invalid(f"Missing required param: {param}.", param, "parameter_missing")


def unexpected_state(kind: str, body: dict[str, Any], verb: str) -> StripeError:
    """The object is past, or before, the point where this call makes sense."""
    facts: dict[str, Any] = {kind: body}
    return StripeError(
        400,
        "invalid_request_error",
        f"This {kind.replace('_', ' ')} could not be {verb} because it has a status of {body['status']}.",
        code=f"{kind}_unexpected_state",
        **facts,
    )


def card_error(message: str, code: str, **facts: Any) -> StripeError:
    return StripeError(402, "card_error", message, saved=True, code=code, **facts)
