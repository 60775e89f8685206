"""Reading what a client sends: up to a limit of bytes and of time, and not a byte further."""

import asyncio

from starlette.requests import Request

from domain.errors import DomainError, Invalid


class HttpRefusal(Exception):
    """A request that does not get as far as GraphQL."""

    def __init__(self, status: int, refusal: DomainError, headers: dict[str, str] | None = None) -> None:
        self.status, self.refusal, self.headers = status, refusal, headers or {}


async def read_body(request: Request, *, most: int, wait_s: float) -> bytes:
    """The body, given up as soon as it passes the limit."""
    chunks, size = [], 0
    try:
        async with asyncio.timeout(wait_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > most:
                    refusal = Invalid("INPUT_TOO_LARGE", f"A request has at most {most // 1024} KB.")
                    raise HttpRefusal(413, refusal, {"connection": "close"})
                chunks.append(chunk)
    except TimeoutError:
        refusal = Invalid("VALIDATION_FAILED", "The request did not arrive in time.")
        raise HttpRefusal(408, refusal, {"connection": "close"}) from None
    return b"".join(chunks)
