"""The short way to /graphql: past routes and middleware, from the request to the bytes of its answer.

Most requests are a POST to one address. What the layers in between would do for it is done here, by the same
functions; an answer that is not as usual is sent through ASGI.
"""

import time
from typing import Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from server.edge import LINE, Line
from server.errors import refusal_of
from server.http import GraphQLRoute
from server.manners import SECURITY, Manners, count
from server.replies import Header, Reply

PATH: Final = "/graphql"
_SECURITY: Final = b"".join(b"%b: %b\r\n" % pair for pair in SECURITY)


class Application(Starlette):
    """Starlette, with the short way once `direct` is there."""

    direct: "Direct | None" = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.direct is not None and scope["type"] == "http":
            # Taken out, for it leads back to the scope, and such circles live until somebody looks for them.
            line: Line | None = scope.get("extensions", {}).pop(LINE, {}).get("line")
            if line is not None and scope["method"] == "POST" and scope["path"] == PATH:
                await self.direct(scope, receive, send, line)
                return
        await super().__call__(scope, receive, send)


class Direct:
    def __init__(self, route: GraphQLRoute, manners: Manners) -> None:
        self._route, self._manners = route, manners

    async def __call__(self, scope: Scope, receive: Receive, send: Send, line: Line) -> None:
        began = time.perf_counter()
        try:
            reply = await self._route.reply(scope, receive, line)
        except ClientDisconnect:
            reply = Reply((), status=499)
        except Exception as error:  # noqa: BLE001 - told like any other, with a traceback in the log
            reply = Reply.refusing(refusal_of(error), 500)
        count(PATH, reply.status, time.perf_counter() - began)
        cors = self._manners.cors(scope)
        # A refusal may have to end the connection, which the server underneath sees to.
        if reply.status != 200 or not line.answer(reply.status, _SECURITY + reply.lines(cors), reply.pieces):
            await self._through_asgi(reply, cors, send)

    async def _through_asgi(self, reply: Reply, cors: list[Header], send: Send) -> None:
        headers = [*reply.pairs(), *SECURITY, *cors]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})
