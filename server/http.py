"""The HTTP side of /graphql: one operation a request, refusals as GraphQL error documents."""

from functools import lru_cache
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import DomainError, Invalid, Unauthenticated
from domain.viewer import Viewer
from integrations.jwt_tokens import TokenVerifier
from server.asked import Asked, checked
from server.bodies import HttpRefusal, read_body
from server.callers import while_wanted
from server.errors import corr_id, extensions_of, new_corr_id
from server.graphql import Answered, Engine

JSON: Final = "application/json"
RESPONSE_JSON: Final = "application/graphql-response+json"
BODY_MOST: Final = 256 * 1024
KEY_MOST: Final = 255
COOKIE: Final = "__Host-rastup_refresh"
COOKIE_AGE_S: Final = 30 * 24 * 3600
STATUS_OF: Final = {"unauthenticated": 401, "rate_limited": 429, "unavailable": 503}
# A client that takes anything gets what every client can read.
_OFFERS: Final = {
    RESPONSE_JSON: RESPONSE_JSON,
    JSON: JSON,
    "application/*": JSON,
    "*/*": JSON,
}


class Call:
    """One HTTP request, its headers looked up without a copy of each."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        # The first of a name counts, as everywhere else.
        self._headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))

    def header(self, name: bytes) -> str | None:
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def cookie(self) -> str | None:
        """The refresh token of a browser."""
        return Request(self.scope).cookies.get(COOKIE) if b"cookie" in self._headers else None

    @property
    def address(self) -> str:
        client = self.scope.get("client")
        return client[0] if client else ""


class GraphQLRoute:
    def __init__(self, engine: Engine, verifier: TokenVerifier, *, body_wait_s: float) -> None:
        self._engine = engine
        self._body_wait_s = body_wait_s
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        corr_id.set(new_corr_id())
        call, media = Call(scope), JSON
        try:
            media = answer_type(call.header(b"accept") or "*/*")
            asked = await self._asked(call, receive)
            viewer = await viewer_of(call, self._verifier)
            answered = await self._run(call, receive, asked, viewer)
        except HttpRefusal as refused:
            response = refusal_response(refused.refusal, refused.status, media, refused.headers)
            await response(scope, receive, send)
        except DomainError as refused:
            await refusal_response(refused, STATUS_OF.get(refused.family, 400), media)(scope, receive, send)
        except ClientDisconnect:
            await Response(status_code=499)(scope, receive, send)
        else:
            await _send(send, answered, media)

    async def _run(self, call: Call, receive: Receive, asked: Asked, viewer: Viewer) -> Answered:
        key = call.header(b"idempotency-key")
        if key is not None and not 1 <= len(key) <= KEY_MOST:
            raise Invalid("VALIDATION_FAILED", f"Idempotency-Key has 1 to {KEY_MOST} characters.")
        try:
            asked = await self._engine.opened(asked, viewer)
        except DomainError as refused:
            return self._engine.refused(refused)
        is_mutation = _is_mutation(self._engine, asked, viewer)
        if call.method == "GET" and is_mutation:
            refusal = Invalid("VALIDATION_FAILED", "GET is for queries only.", hint="Use POST.")
            raise HttpRefusal(405, refusal, {"allow": "POST"})
        # What was decided is carried through whoever listens; what is only asked is not.
        if is_mutation:
            return await self._engine.run(asked, viewer, refresh_cookie=call.cookie, key=key)
        return await while_wanted(lambda: self._engine.run(asked, viewer), receive)

    async def _asked(self, call: Call, receive: Receive) -> Asked:
        if call.method == "GET":
            return _from_parameters(Request(call.scope))
        if call.method != "POST":
            raise HttpRefusal(405, Invalid("VALIDATION_FAILED", "Use POST or GET."), {"allow": "GET, POST"})
        kind = (call.header(b"content-type") or "").split(";")[0].strip().lower()
        if kind != JSON:
            refusal = Invalid("VALIDATION_FAILED", "Send the request as application/json.")
            raise HttpRefusal(415, refusal, {"accept": JSON})
        return checked(_parsed(await read_body(receive, most=BODY_MOST, wait_s=self._body_wait_s)))


async def viewer_of(call: Call, verifier: TokenVerifier) -> Viewer:
    """The caller by the bearer token; a guest when none came. Raises when one came that is not good."""
    header = call.header(b"authorization")
    agent = (call.header(b"user-agent") or "")[:200]
    if not header:
        return Viewer(address=call.address, agent=agent)
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("UNAUTHENTICATED", "Send the access token as Authorization: Bearer.")
    return await verifier.viewer(token.strip(), address=call.address, agent=agent)


def refusal_response(
    refusal: DomainError, status: int, media: str = JSON, headers: dict[str, str] | None = None
) -> Response:
    entry = {"message": str(refusal), "extensions": extensions_of(refusal)}
    response = _response(orjson.dumps({"errors": [entry]}), status, media)
    wait = refusal.facts.get("retryAfterSec")
    response.headers.update((headers or {}) | ({"retry-after": str(wait)} if wait else {}))
    return response


def _from_parameters(request: Request) -> Asked:
    given = request.query_params
    document: dict[str, Any] = {name: given.get(name) or None for name in ("operationName", "documentId")}
    document["query"] = given.get("query")
    for name in ("variables", "extensions"):
        if given.get(name):
            document[name] = _parsed(given[name].encode())
    return checked(document)


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("VALIDATION_FAILED", "The body is not a JSON document in UTF-8.") from None


def _is_mutation(engine: Engine, asked: Asked, viewer: Viewer) -> bool:
    _, operation = engine.find(asked, viewer)
    return operation is not None and operation.operation.value == "mutation"


@lru_cache(maxsize=256)
def answer_type(accept: str) -> str:
    """The media type to answer in, by the client's preference. Raises 406 when it takes neither."""
    best, best_quality = JSON, 0.0
    for part in (accept or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        offered = _OFFERS.get(name)
        quality = _quality(parameters)
        if offered is not None and quality > best_quality:
            best, best_quality = offered, quality
    if best_quality == 0:
        refusal = Invalid("VALIDATION_FAILED", f"Answers are {RESPONSE_JSON} or {JSON}.")
        raise HttpRefusal(406, refusal)
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _status(answered: Answered, media: str) -> int:
    """Refused before it ran: its own status where it has one, else 400 where the media type allows that."""
    if answered.executed:
        return 200
    return answered.status or (400 if media == RESPONSE_JSON else 200)


def _response(body: bytes, status: int, media: str) -> Response:
    headers = {"x-corr-id": corr_id.get(), "cache-control": "no-store", "vary": "accept"}
    return Response(body, status, headers, media_type=f"{media}; charset=utf-8")


_TYPES: Final = {media: f"{media}; charset=utf-8".encode() for media in (JSON, RESPONSE_JSON)}


async def _send(send: Send, answered: Answered, media: str) -> None:
    """An answer without the detour of a response object, which costs as much as finding its document."""
    headers = [
        (b"content-type", _TYPES[media]),
        (b"content-length", b"%d" % len(answered.body)),
        (b"x-corr-id", corr_id.get().encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"accept"),
        *((name.encode(), value.encode()) for name, value in answered.headers.items()),
    ]
    if answered.set_refresh_cookie is not None:
        headers.append((b"set-cookie", _cookie(answered.set_refresh_cookie)))
    await send({"type": "http.response.start", "status": _status(answered, media), "headers": headers})
    await send({"type": "http.response.body", "body": answered.body})


def _cookie(token: str) -> bytes:
    """The refresh token for browsers; an empty one takes it away."""
    age = COOKIE_AGE_S if token else 0
    response = Response()
    response.set_cookie(COOKIE, token, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return response.raw_headers[-1][1]
