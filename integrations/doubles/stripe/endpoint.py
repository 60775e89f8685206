"""HTTP in front of the API: keys, routes, ordered trouble, and answers with Stripe's headers."""

import asyncio
import base64
import contextlib
from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from integrations.doubles.stripe import forms, trouble
from integrations.doubles.stripe.answers import Answer, answer
from integrations.doubles.stripe.double import Double
from integrations.doubles.stripe.errors import StripeError
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.routes import find
from integrations.doubles.stripe.trouble import Trouble

_HANG_S = 30


class ApiEndpoint:
    """An ASGI app, so that a connection can also be dropped half-way through an answer."""

    def __init__(self, double: Double) -> None:
        self._double = double

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        request_id = new_id("req")
        try:
            found = self._trouble(request)
            made = await self._answer(request, request_id, found)
        except StripeError as refusal:
            found, made = None, Answer(refusal.status, refusal.body)
        self._double.courier.wake()
        if found is not None and found.action == "act_and_hang":
            await _hang(receive, found.number("seconds", _HANG_S))
        response = _response(made, request_id)
        if found is not None and found.action == "act_and_drop":
            response = _Dropped(response.body)
        await response(scope, receive, send)

    async def _answer(self, request: Request, request_id: str, found: Trouble | None) -> Answer:
        if found is not None:
            trouble.before(found)
        self._authenticate(request.headers)
        self._double.catch_up()
        encoded = request.url.query or (await request.body()).decode("utf-8", "replace")
        handler, path = find(request.method, request.url.path)
        call = self._double.call(
            params=forms.parse(encoded),
            path=path,
            account=request.headers.get("stripe-account", ""),
            request_id=request_id,
            idempotency_key=_key(request),
        )
        return answer(call, request.method, request.url.path, handler)

    def _trouble(self, request: Request) -> Trouble | None:
        own = trouble.of_header(request.headers.get("double-trouble"))
        return own or trouble.take(self._double.store, f"{request.method} {request.url.path}")

    def _authenticate(self, headers: Mapping[str, str]) -> None:
        key = self._double.config.api_key
        basic = base64.b64encode(f"{key}:".encode()).decode()
        if headers.get("authorization") not in (f"Bearer {key}", f"Basic {basic}"):
            raise StripeError(401, "invalid_request_error", "Invalid API Key provided.")


class _Dropped(Response):
    """Half an answer, then the connection ends: the caller cannot know what happened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # A server that counts notices that the length is wrong, and cuts the connection.
        with contextlib.suppress(RuntimeError):
            await send({"type": "http.response.body", "body": half, "more_body": False})


async def _hang(receive: Receive, seconds: int) -> None:
    """Say nothing until the caller has given up, or for this long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass


def _response(made: Answer, request_id: str) -> Response:
    headers = {"request-id": request_id}
    if made.replayed:
        headers["idempotent-replayed"] = "true"
    return Response(orjson.dumps(made.body), made.status, headers, "application/json")


def _key(request: Request) -> str | None:
    return request.headers.get("idempotency-key") if request.method == "POST" else None
