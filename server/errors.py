"""How a refusal is told: the same on HTTP and on the socket. What is not a refusal says nothing."""

import contextvars
import random
from collections.abc import Mapping
from typing import Any, Final

import structlog
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.errors import DomainError, Internal, Invalid, Unavailable
from server.metrics import REFUSALS

log = structlog.get_logger()
corr_id: contextvars.ContextVar[str] = contextvars.ContextVar("corr_id", default="")
INTERNAL_HINT: Final = "Try again; if it stays, quote the corrId to support."
# PostgreSQL's own refusals of a value: invalid text, out of range, NUL, bad datetime.
_BAD_VALUE_STATES: Final = {"22021", "22003", "22P05", "22007", "22008"}
_BUSY_STATES: Final = {"55P03", "57014", "40001", "40P01", "53300"}


def new_corr_id() -> str:
    # It names a request and guards nothing, so the system need not be asked for each.
    return f"{random.getrandbits(128):032x}"


def told(error: GraphQLError) -> dict[str, Any]:
    """One entry of `errors`, with code, message, hint, remedies, fields, corrId and path."""
    refusal = refusal_of(error)
    path = list(error.path or ())
    entry: dict[str, Any] = {"message": str(refusal), "extensions": extensions_of(refusal, path)}
    if error.locations:
        entry["locations"] = [location.formatted for location in error.locations]
    if path:
        entry["path"] = path
    return entry


def extensions_of(refusal: DomainError, path: list[str | int] | None = None) -> dict[str, Any]:
    """The client-safe face of a refusal: what happened, what to do next, where to quote it. Counts it."""
    REFUSALS.labels(code=refusal.code).inc()
    return {
        **refusal.facts,
        "code": refusal.code,
        "message": str(refusal),
        "hint": refusal.hint,
        "remedies": [
            {"mutation": remedy.mutation, "variables": dict(remedy.variables), "label": remedy.label}
            for remedy in refusal.remedies
        ],
        "fields": refusal.fields,
        "corrId": corr_id.get(),
        "path": path or [],
    }


def refusal_of(error: GraphQLError | Exception) -> DomainError:
    """The refusal behind an error; everything unforeseen is a bland INTERNAL, and a traceback in the log."""
    cause = error.original_error if isinstance(error, GraphQLError) else error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, DomainError):
        return cause
    if cause is None or isinstance(cause, GraphQLError):
        message = error.message if isinstance(error, GraphQLError) else str(error)
        return Invalid("VALIDATION_FAILED", message, fields=_fields_of(error))
    return _from_database(cause) or _internal(cause)


def _fields_of(error: Exception) -> Mapping[str, str]:
    """Which variable a coercion error is about, such as `$input.email`."""
    message = error.message if isinstance(error, GraphQLError) else ""
    if message.startswith("Variable '$"):
        return {message.split("'")[1]: message}
    return {}


def _from_database(cause: BaseException) -> DomainError | None:
    if isinstance(cause, PoolTimeoutError):
        return Unavailable("UNAVAILABLE", "The server is too busy.", hint="Try again in a moment.")
    # The driver's own errors where a statement ran on it, the same behind SQLAlchemy's elsewhere.
    state = getattr(cause.orig if isinstance(cause, DBAPIError) else cause, "sqlstate", None) or ""
    if state in _BAD_VALUE_STATES:
        return Invalid("VALIDATION_FAILED", "A value cannot be kept: it is out of range or holds a NUL.")
    if state in _BUSY_STATES:
        return Unavailable("UNAVAILABLE", "The server is too busy.", hint="Try again in a moment.")
    return None


def _internal(cause: BaseException) -> DomainError:
    log.error("request.failed", corr_id=corr_id.get(), exc_info=cause)
    return Internal("INTERNAL", "Something broke on our side.", hint=INTERNAL_HINT)
