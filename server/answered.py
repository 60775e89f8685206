"""What comes of an operation: its answer and what goes with it, what it cost, or why it did not run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson
from graphql import GraphQLError, OperationDefinitionNode

from domain.errors import Invalid, Unavailable
from server.cost.limits import COST_MOST

# One after the other they are the bytes of a JSON document.
Pieces: TypeAlias = Sequence[bytes | memoryview]


# Made for each request: frozen ones take three times as long to make.
@dataclass(slots=True)
class Answered:
    """The answer's bytes, in pieces; `executed` is False when nothing was run (parse, validation, no such
    operation).
    """

    pieces: Pieces
    executed: bool = True
    # HTTP status of a refusal that has one of its own, such as 429.
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    set_refresh_cookie: str | None = None

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(slots=True)
class Cost:
    """What an operation was charged, what its caller has left, and what comes back in a second."""

    requested: int
    remaining: int
    restore_rate: float

    def told(self) -> dict[str, Any]:
        return {
            "requested": self.requested,
            "limit": COST_MOST,
            "remaining": self.remaining,
            "restoreRate": self.restore_rate,
        }


def replayed(answer: bytes) -> Answered:
    cookie, body = orjson.loads(answer)
    return Answered((body.encode(),), set_refresh_cookie=cookie)


def too_long() -> GraphQLError:
    refusal = Unavailable(
        "UNAVAILABLE",
        "The operation took too long and was stopped; nothing of it was kept.",
        hint="Ask for less, or try again in a moment.",
    )
    return GraphQLError(str(refusal), original_error=refusal)


def no_operation(operation: OperationDefinitionNode | None) -> GraphQLError:
    message = (
        "Name one operation of the document with operationName."
        if operation is None
        else "Subscriptions are served over WebSocket (graphql-transport-ws) only."
    )
    return GraphQLError(message, original_error=Invalid("VALIDATION_FAILED", message))
