"""Reading what a client sends: up to a limit of bytes and of time, and not a byte further."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from domain.errors import DomainError, Invalid


class HttpRefusal(Exception):
    """A request that does not get as far as GraphQL."""

    def __init__(self, status: int, refusal: DomainError, headers: dict[str, str] | None = None) -> None:
        self.status, self.refusal, self.headers = status, refusal, headers or {}


async def read_body(receive: Receive, *, most: int, wait_s: float) -> bytes:
    """The body, given up as soon as it passes the limit. Raises ClientDisconnect when it ends early."""
    try:
        async with asyncio.timeout(wait_s):
            message = await receive()
            chunk: bytes = message.get("body", b"")
            if message["type"] == "http.request" and not message.get("more_body") and len(chunk) <= most:
                return chunk
            return await _rest(receive, message, most)
    except TimeoutError:
        refusal = Invalid("VALIDATION_FAILED", "The request did not arrive in time.")
        raise HttpRefusal(408, refusal, {"connection": "close"}) from None


def require_size(size: int, most: int) -> None:
    if size > most:
        refusal = Invalid("INPUT_TOO_LARGE", f"A request has at most {most // 1024} KB.")
        raise HttpRefusal(413, refusal, {"connection": "close"})


async def _rest(receive: Receive, message: Message, most: int) -> bytes:
    chunks, size = [], 0
    while True:
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        require_size(size, most)
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()
