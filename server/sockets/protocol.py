"""graphql-transport-ws: its messages, its codes, our limits."""

from dataclasses import dataclass
from typing import Any, Final

import orjson

PROTOCOL: Final = "graphql-transport-ws"
MESSAGE_MOST: Final = 256 * 1024
OPERATIONS_MOST: Final = 100
ID_MOST: Final = 128

BAD_REQUEST: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
INIT_TIMEOUT: Final = 4408
DUPLICATE_ID: Final = 4409
TOO_MANY_INITS: Final = 4429
TOO_BIG: Final = 1009
RESTART: Final = 1012
TRY_LATER: Final = 1013


class Closed(Exception):
    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class Patience:
    """How long a socket is waited for, in seconds."""

    init: float = 3.0
    send: float = 20.0
    # A peer that said nothing for this long is pinged; one that then stays silent as long is let go.
    silence: float = 30.0
    # How often clocks and sessions are looked at; a token that ended is noticed within two looks.
    look: float = 1.0


def parsed(text: str | None) -> dict[str, Any]:
    """A message of a client. Raises Closed with the protocol's code for anything else."""
    if text is None:
        raise Closed(BAD_REQUEST, "Messages are text")
    if len(text) > MESSAGE_MOST:
        raise Closed(TOO_BIG, "Message too big")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closed(BAD_REQUEST, "Messages are JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Closed(BAD_REQUEST, "Messages are objects with a type")
    return message


def id_of(message: dict[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not 1 <= len(operation_id) <= ID_MOST:
        raise Closed(BAD_REQUEST, f"id is text of 1 to {ID_MOST} characters")
    return operation_id


def payload_of(message: dict[str, Any]) -> dict[str, Any]:
    """The payload, which may be null or left out."""
    payload = message.get("payload")
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Closed(BAD_REQUEST, "payload is an object")
    return payload


def token_of(payload: dict[str, Any]) -> str | None:
    """The access token in a payload, with or without `Bearer`."""
    token = payload.get("authorization", payload.get("Authorization"))
    if token is None:
        return None
    if not isinstance(token, str):
        raise Closed(BAD_REQUEST, "authorization is text")
    return token.removeprefix("Bearer ").strip()
