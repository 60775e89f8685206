"""What every answer carries: security headers, CORS for origins that are let in, and a coded document."""

import time
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Final

from prometheus_client import Counter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import DomainError, Internal, Invalid, NotFound
from server.errors import INTERNAL_HINT, corr_id, new_corr_id
from server.metrics import REQUEST_SECONDS, REQUESTS
from server.replies import Header, Reply
from server.tally import Observed

# Spec 27 B. A page that needs more brings a policy of its own, with nonces.
SECURITY: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains; preload"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"x-xss-protection", b"0"),
)
ALLOWED_HEADERS: Final = b"authorization, content-type, idempotency-key"
EXPOSED_HEADERS: Final = b"x-corr-id, retry-after"
PREFLIGHT_S: Final = b"600"


class Manners:
    """One thin layer around the application; it only looks at the head of each answer."""

    def __init__(self, app: ASGIApp, allowed_origins: frozenset[str]) -> None:
        self._app = app
        self._origins = {origin.encode() for origin in allowed_origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cors = self.cors(scope)
        if scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method"):
            await _preflight(cors, send)
            return

        began = time.perf_counter()

        async def send_with_manners(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = "/" + scope["path"].split("/", 2)[1] if "endpoint" in scope else "none"
                count(route, message["status"], time.perf_counter() - began)
                there = {name for name, _ in message["headers"]}
                extra = [pair for pair in SECURITY if pair[0] not in there]
                message["headers"] = [*message["headers"], *extra, *cors]
            await send(message)

        await self._app(scope, receive, send_with_manners)

    def cors(self, scope: Scope) -> list[Header]:
        """What lets the origin of a request read the answer; nothing for others."""
        origin = _header(scope, b"origin")
        if origin is None or origin not in self._origins:
            return []
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", EXPOSED_HEADERS),
            (b"vary", b"origin"),
        ]


def count(route: str, status: int, took_s: float) -> None:
    """Count a request under the first part of its route; addresses that nobody serves are one figure."""
    answers, seconds = _figures(route, status)
    answers.inc()
    seconds.observe(took_s)


@cache
def _figures(route: str, status: int) -> tuple[Counter, Observed]:
    """Looking labels up costs more than counting; there are only as many as routes and statuses."""
    return REQUESTS.labels(route=route, status=status), REQUEST_SECONDS.labels(route)


async def _preflight(cors: list[tuple[bytes, bytes]], send: Send) -> None:
    """Say what a let-in origin may send; to others, nothing that lets them."""
    allowed = [
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", ALLOWED_HEADERS),
        (b"access-control-max-age", PREFLIGHT_S),
    ]
    headers = [*SECURITY, *cors, *(allowed if cors else []), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 204 if cors else 403, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _header(scope: Scope, name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


def _refused(make: Callable[[], DomainError], status: int) -> Callable[..., Awaitable[Response]]:
    async def answer(_: Request, error: Exception) -> Response:
        corr_id.set(new_corr_id())
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        return Reply.refusing(make(), status, headers=headers).response()

    return answer


# What Starlette would answer in plain text.
REFUSALS: Final = {
    404: _refused(lambda: NotFound("NOT_FOUND", "There is nothing at this address."), 404),
    405: _refused(lambda: Invalid("VALIDATION_FAILED", "That method is not taken here."), 405),
    Exception: _refused(
        lambda: Internal("INTERNAL", "Something broke on our side.", hint=INTERNAL_HINT), 500
    ),
}
