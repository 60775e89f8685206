"""The HTTP side of /graphql: one operation a request, refusals as GraphQL error documents."""

from typing import Any, Final

import orjson
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.errors import DomainError, Invalid, Unauthenticated
from domain.viewer import Viewer
from integrations.jwt_tokens import TokenVerifier
from server.answered import Answered
from server.asked import Asked, checked, may_hold_nul
from server.bodies import HttpRefusal, read_body, require_size
from server.callers import HangUp, heard_by, while_wanted
from server.edge import Line
from server.errors import corr_id, new_corr_id
from server.graphql import Engine
from server.replies import COOKIE, JSON, Reply, answer_type

BODY_MOST: Final = 256 * 1024
KEY_MOST: Final = 255
STATUS_OF: Final = {"unauthenticated": 401, "rate_limited": 429, "unavailable": 503}


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
        try:
            reply = await self.reply(scope, receive)
        except ClientDisconnect:
            await Response(status_code=499)(scope, receive, send)
        else:
            await reply.send(send)

    async def reply(self, scope: Scope, receive: Receive, line: Line | None = None) -> Reply:
        """The answer to one request; `line` is its connection on the short way. Raises ClientDisconnect."""
        corr_id.set(new_corr_id())
        call, media = Call(scope), JSON
        try:
            media = answer_type(call.header(b"accept") or "*/*")
            asked = await self._asked(call, receive, line)
            viewer = await viewer_of(call, self._verifier)
            hang_up = heard_by(receive) if line is None else line.on_hang_up
            return Reply.of(await self._run(call, asked, viewer, hang_up), media)
        except HttpRefusal as refused:
            return Reply.refusing(refused.refusal, refused.status, media, refused.headers)
        except DomainError as refused:
            return Reply.refusing(refused, STATUS_OF.get(refused.family, 400), media)

    async def _run(self, call: Call, asked: Asked, viewer: Viewer, hang_up: HangUp) -> Answered:
        key = call.header(b"idempotency-key")
        if key is not None and not 1 <= len(key) <= KEY_MOST:
            raise Invalid("VALIDATION_FAILED", f"Idempotency-Key has 1 to {KEY_MOST} characters.")
        try:
            asked, found = await self._engine.opened(asked, viewer)
        except DomainError as refused:
            return self._engine.refused(refused)
        _, operation = found
        if operation is None or operation.operation is not OperationType.MUTATION:
            # What is only asked ends with whoever listens; what was decided is carried through.
            return await while_wanted(self._engine.run(asked, viewer, found=found), hang_up)
        if call.method == "GET":
            refusal = Invalid("VALIDATION_FAILED", "GET is for queries only.", hint="Use POST.")
            raise HttpRefusal(405, refusal, {"allow": "POST"})
        return await self._engine.run(asked, viewer, found=found, refresh_cookie=call.cookie, key=key)

    async def _asked(self, call: Call, receive: Receive, line: Line | None) -> Asked:
        if call.method == "GET":
            return _from_parameters(Request(call.scope))
        if call.method != "POST":
            raise HttpRefusal(405, Invalid("VALIDATION_FAILED", "Use POST or GET."), {"allow": "GET, POST"})
        kind = (call.header(b"content-type") or "").split(";")[0].strip().lower()
        if kind != JSON:
            refusal = Invalid("VALIDATION_FAILED", "Send the request as application/json.")
            raise HttpRefusal(415, refusal, {"accept": JSON})
        body = None if line is None else line.body()
        if body is None:
            body = await read_body(receive, most=BODY_MOST, wait_s=self._body_wait_s)
        else:
            require_size(len(body), BODY_MOST)
        return checked(_parsed(body), nul=may_hold_nul(body))


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
