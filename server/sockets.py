"""The WebSocket side of /graphql: graphql-transport-ws, and nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from domain.errors import DomainError, Invalid, RateLimited, Unauthenticated
from domain.viewer import Viewer
from integrations.jwt_tokens import TokenVerifier
from server.errors import corr_id, new_corr_id, told
from server.graphql import Asked, Engine
from server.http import checked
from server.metrics import SOCKETS

PROTOCOL: Final = "graphql-transport-ws"
INIT_WAIT_S: Final = 3.0
OPERATIONS_MOST: Final = 100
MESSAGE_MOST: Final = 256 * 1024
SEND_WAIT_S: Final = 20.0
# The business clock of a development server may jump, so it is looked at this often.
EXPIRY_LOOK_S: Final = 1.0


class Closed(Exception):
    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason


class Sockets:
    """Every open socket of this process, so that a shutdown can end them with a clear code."""

    def __init__(self, engine: Engine, verifier: TokenVerifier, allowed_origins: frozenset[str]) -> None:
        self._engine = engine
        self._verifier = verifier
        self._origins = allowed_origins
        self._open: set[Socket] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        corr_id.set(new_corr_id())
        if not self._welcome(websocket):
            await websocket.close(1008)
            return
        await websocket.accept(subprotocol=PROTOCOL)
        socket = Socket(websocket, self._engine, self._verifier)
        self._open.add(socket)
        SOCKETS.inc()
        try:
            await socket.serve()
        finally:
            self._open.discard(socket)
            SOCKETS.dec()

    async def shut(self) -> None:
        """End every socket with 1012, service restart: clients come back and resume by cursor."""
        await asyncio.gather(*(socket.end(1012, "Service restart") for socket in list(self._open)))

    def _welcome(self, websocket: WebSocket) -> bool:
        origin = websocket.headers.get("origin")
        same = origin is not None and origin.partition("://")[2] == websocket.headers.get("host")
        known = origin is None or same or origin in self._origins
        return known and PROTOCOL in websocket.scope.get("subprotocols", [])


class Socket:
    """One connection: its viewer, and its running operations by id."""

    def __init__(self, websocket: WebSocket, engine: Engine, verifier: TokenVerifier) -> None:
        self._websocket = websocket
        self._engine = engine
        self._verifier = verifier
        self._viewer: Viewer | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()
        self._expiry: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        try:
            async with asyncio.timeout(INIT_WAIT_S) as patience:
                while True:
                    await self._handle(await self._receive())
                    if self._viewer is not None:
                        patience.reschedule(None)
        except Closed as closed:
            await self.end(closed.code, closed.reason)
        except TimeoutError:
            await self.end(4408, "Connection initialisation timeout")
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            await self._drop_operations()

    async def end(self, code: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._websocket.close(code, reason[:120])

    async def _receive(self) -> dict[str, Any]:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if text is None:
            raise Closed(4400, "Messages are text")
        if len(text) > MESSAGE_MOST:
            raise Closed(1009, "Message too big")
        try:
            parsed = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closed(4400, "Messages are JSON") from None
        if not isinstance(parsed, dict) or not isinstance(parsed.get("type"), str):
            raise Closed(4400, "Messages are objects with a type")
        return parsed

    async def _handle(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "connection_init":
            await self._init(message)
        elif kind == "ping":
            await self._send({"type": "pong", **_payload_of(message)})
        elif kind == "subscribe":
            await self._subscribe(message)
        elif kind == "complete":
            await self._complete(_id_of(message))
        elif kind != "pong":
            raise Closed(4400, f"Unknown message type {kind[:40]}")

    async def _init(self, message: dict[str, Any]) -> None:
        if self._viewer is not None:
            raise Closed(4429, "Too many initialisation requests")
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Closed(4400, "payload is an object")
        self._viewer = await self._authenticated(payload)
        if self._viewer.expires_at is not None:
            self._expiry = asyncio.create_task(self._expire(self._viewer))
        await self._send({"type": "connection_ack"})

    async def _authenticated(self, payload: dict[str, Any]) -> Viewer:
        client = self._websocket.client
        address, agent = client.host if client else "", self._websocket.headers.get("user-agent", "")
        token = payload.get("authorization", payload.get("Authorization"))
        if token is None:
            return Viewer(address=address, agent=agent[:200])
        if not isinstance(token, str):
            raise Closed(4400, "authorization is text")
        try:
            return await self._verifier.viewer(
                token.removeprefix("Bearer ").strip(), address=address, agent=agent
            )
        except Unauthenticated as refused:
            code = 4401 if refused.code == "AUTH_EXPIRED" else 4403
            raise Closed(code, refused.code) from None

    async def _expire(self, viewer: Viewer) -> None:
        """End the socket when its token runs out, by the business clock."""
        clock = self._engine.clock
        while viewer.expires_at is not None and clock.now() < viewer.expires_at:
            left = (viewer.expires_at - clock.now()).total_seconds()
            await asyncio.sleep(min(max(left, 0.05), EXPIRY_LOOK_S))
        await self.end(4401, "AUTH_EXPIRED")

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if self._viewer is None:
            raise Closed(4401, "Unauthorized")
        operation_id = _id_of(message)
        if operation_id in self._running:
            raise Closed(4409, f"Subscriber for {operation_id[:60]} already exists")
        if len(self._running) >= OPERATIONS_MOST:
            refusal = RateLimited("RATE_LIMITED", f"At most {OPERATIONS_MOST} operations on one socket.")
            await self._error(operation_id, [GraphQLError(str(refusal), original_error=refusal)])
            return
        if not isinstance(message.get("payload"), dict):
            raise Closed(4400, "payload is an object")
        try:
            asked = checked(message["payload"])
        except Invalid:
            raise Closed(4400, "payload is not a GraphQL request") from None
        task = asyncio.create_task(self._run(operation_id, asked, self._viewer))
        self._running[operation_id] = task

    async def _run(self, operation_id: str, asked: Asked, viewer: Viewer) -> None:
        corr_id.set(new_corr_id())
        try:
            await self._answer(operation_id, asked, viewer)
        except asyncio.CancelledError:
            raise
        except (WebSocketDisconnect, RuntimeError):
            pass
        except TimeoutError:
            await self.end(1008, "Messages were not read in time")
        except Exception as error:  # noqa: BLE001 - told like any other; the other operations live on
            await self._error(operation_id, [GraphQLError(str(error), original_error=error)])
        finally:
            self._running.pop(operation_id, None)

    async def _answer(self, operation_id: str, asked: Asked, viewer: Viewer) -> None:
        document, operation = self._engine.find(asked)
        if (
            document.node is not None
            and operation is not None
            and operation.operation.value == "subscription"
        ):
            await self._engine.pay(asked, document, operation, viewer)
            await self._follow(operation_id, await self._engine.follow(asked, document, viewer))
            return
        answered = await self._engine.run(asked, viewer)
        if answered.executed:
            await self._next(operation_id, answered.body)
            await self._send({"type": "complete", "id": operation_id})
        else:
            await self._send(
                {"type": "error", "id": operation_id, "payload": orjson.loads(answered.body)["errors"]}
            )

    async def _follow(
        self, operation_id: str, source: AsyncIterator[ExecutionResult] | ExecutionResult
    ) -> None:
        if isinstance(source, ExecutionResult):
            await self._error(operation_id, source.errors or [])
            return
        try:
            async for result in source:
                await self._next(operation_id, self._engine.body(result))
        except DomainError as refused:
            await self._error(operation_id, [GraphQLError(str(refused), original_error=refused)])
            return
        finally:
            if hasattr(source, "aclose"):
                await source.aclose()
        await self._send({"type": "complete", "id": operation_id})

    async def _next(self, operation_id: str, body: bytes) -> None:
        await self._send_text(
            b'{"type":"next","id":' + orjson.dumps(operation_id) + b',"payload":' + body + b"}"
        )

    async def _error(self, operation_id: str, errors: list[GraphQLError]) -> None:
        payload = [told(error) for error in errors]
        await self._send({"type": "error", "id": operation_id, "payload": payload})

    async def _complete(self, operation_id: str) -> None:
        task = self._running.pop(operation_id, None)
        if task is not None:
            task.cancel()

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(orjson.dumps(message))

    async def _send_text(self, text: bytes) -> None:
        async with self._sending, asyncio.timeout(SEND_WAIT_S):
            await self._websocket.send_text(text.decode())

    async def _drop_operations(self) -> None:
        tasks = [*self._running.values(), *([self._expiry] if self._expiry else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _id_of(message: dict[str, Any]) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not 1 <= len(operation_id) <= 128:
        raise Closed(4400, "id is text of 1 to 128 characters")
    return operation_id


def _payload_of(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Closed(4400, "payload is an object")
    return {"payload": payload}
