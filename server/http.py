"""The HTTP side of /graphql: one operation a request, refusals as GraphQL error documents."""

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


class GraphQLRoute:
    def __init__(self, engine: Engine, verifier: TokenVerifier, *, body_wait_s: float) -> None:
        self._engine = engine
        self._body_wait_s = body_wait_s
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(Request(scope, receive))
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        corr_id.set(new_corr_id())
        media = JSON
        try:
            media = answer_type(request.headers.get("accept"))
            asked = await _asked(request, self._body_wait_s)
            viewer = await viewer_of(request, self._verifier)
            answered = await self._run(request, asked, viewer)
        except HttpRefusal as refused:
            return refusal_response(refused.refusal, refused.status, media, refused.headers)
        except DomainError as refused:
            return refusal_response(refused, STATUS_OF.get(refused.family, 400), media)
        except ClientDisconnect:
            return Response(status_code=499)
        response = _response(answered.body, _status(answered, media), media)
        response.headers.update(answered.headers)
        return _with_cookie(response, answered)

    async def _run(self, request: Request, asked: Asked, viewer: Viewer) -> Answered:
        key = request.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= KEY_MOST:
            raise Invalid("VALIDATION_FAILED", f"Idempotency-Key has 1 to {KEY_MOST} characters.")
        try:
            asked = await self._engine.opened(asked, viewer)
        except DomainError as refused:
            return self._engine.refused(refused)
        is_mutation = _is_mutation(self._engine, asked, viewer)
        if request.method == "GET" and is_mutation:
            refusal = Invalid("VALIDATION_FAILED", "GET is for queries only.", hint="Use POST.")
            raise HttpRefusal(405, refusal, {"allow": "POST"})
        cookie = request.cookies.get(COOKIE)
        work = self._engine.run(asked, viewer, refresh_cookie=cookie, key=key)
        # What was decided is carried through whoever listens; what is only asked is not.
        if is_mutation:
            return await work
        return await while_wanted(work, request.receive)


async def viewer_of(request: Any, verifier: TokenVerifier) -> Viewer:
    """The caller by the bearer token; a guest when none came. Raises when one came that is not good."""
    header = request.headers.get("authorization", "")
    address = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")
    if not header:
        return Viewer(address=address, agent=agent[:200])
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("UNAUTHENTICATED", "Send the access token as Authorization: Bearer.")
    return await verifier.viewer(token.strip(), address=address, agent=agent)


def refusal_response(
    refusal: DomainError, status: int, media: str = JSON, headers: dict[str, str] | None = None
) -> Response:
    entry = {"message": str(refusal), "extensions": extensions_of(refusal)}
    response = _response(orjson.dumps({"errors": [entry]}), status, media)
    wait = refusal.facts.get("retryAfterSec")
    response.headers.update((headers or {}) | ({"retry-after": str(wait)} if wait else {}))
    return response


async def _asked(request: Request, wait_s: float) -> Asked:
    if request.method == "GET":
        return _from_parameters(request)
    if request.method != "POST":
        raise HttpRefusal(405, Invalid("VALIDATION_FAILED", "Use POST or GET."), {"allow": "GET, POST"})
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON:
        refusal = Invalid("VALIDATION_FAILED", "Send the request as application/json.")
        raise HttpRefusal(415, refusal, {"accept": JSON})
    return checked(_parsed(await read_body(request, most=BODY_MOST, wait_s=wait_s)))


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


def answer_type(accept: str | None) -> str:
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


def _with_cookie(response: Response, answered: Answered) -> Response:
    token = answered.set_refresh_cookie
    if token is not None:
        age = COOKIE_AGE_S if token else 0
        response.set_cookie(COOKIE, token, max_age=age, path="/", secure=True, httponly=True, samesite="lax")
    return response
