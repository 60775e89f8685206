"""One connection: its viewer, and its running operations by id."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect

from domain.errors import DomainError, Invalid, RateLimited, Unauthenticated
from domain.viewer import Viewer
from integrations.jwt_tokens import TokenVerifier
from server.asked import Asked, checked
from server.errors import corr_id, new_corr_id, told
from server.following import Following
from server.graphql import Engine
from server.metrics import MESSAGES, MESSAGES_SENT, SOCKETS_ENDED
from server.sockets.frames import PUSH
from server.sockets.outlet import OperationOutlet
from server.sockets.protocol import (
    BAD_REQUEST,
    DUPLICATE_ID,
    FORBIDDEN,
    INIT_TIMEOUT,
    OPERATIONS_MOST,
    TOO_MANY_INITS,
    UNAUTHORIZED,
    Closed,
    Patience,
    id_of,
    parsed,
    payload_of,
    token_of,
)

Push: TypeAlias = Callable[[bytes], bool]


class Socket:
    """One client's side of the protocol. `admit` is asked once the caller is known, and may refuse."""

    def __init__(
        self,
        websocket: WebSocket,
        engine: Engine,
        verifier: TokenVerifier,
        patience: Patience,
        admit: Callable[["Socket"], None],
    ) -> None:
        self._websocket = websocket
        self._engine = engine
        self._verifier = verifier
        self._patience = patience
        self._admit = admit
        self._running: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()
        self._push: Push | None = websocket.scope.get("extensions", {}).get(PUSH, {}).get("push")
        self._heard_at = time.monotonic()
        self._pinged = False
        self.viewer: Viewer | None = None
        self.is_admitted = False

    @property
    def caller(self) -> str:
        """Whom this socket counts for."""
        viewer = self.viewer
        return "" if viewer is None else viewer.user_id or f"guest:{viewer.address}"

    async def serve(self) -> None:
        try:
            async with asyncio.timeout(self._patience.init) as waiting:
                while True:
                    await self._handle(await self._receive())
                    if self.viewer is not None:
                        waiting.reschedule(None)
        except Closed as closed:
            await self.end(closed.code, closed.reason)
        except TimeoutError:
            await self.end(INIT_TIMEOUT, "Connection initialisation timeout")
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            await self._drop_operations()

    async def end(self, code: int, reason: str) -> None:
        SOCKETS_ENDED.labels(code=code).inc()
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._websocket.close(code, reason[:120])

    async def mind_silence(self, moment: float) -> None:
        """Ping a peer that has been silent for a while; let go of one that stays silent."""
        silent_for = moment - self._heard_at
        if self._pinged and silent_for > 2 * self._patience.silence:
            await self.end(INIT_TIMEOUT, "No answer to pings")
        elif not self._pinged and silent_for > self._patience.silence:
            self._pinged = True
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                await self._send({"type": "ping"})

    async def _receive(self) -> dict[str, Any]:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        MESSAGES.labels(direction="in").inc()
        self._heard_at, self._pinged = time.monotonic(), False
        return parsed(message.get("text"))

    async def _handle(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "connection_init":
            await self._init(payload_of(message))
        elif kind == "ping":
            await self._pong(message)
        elif kind == "subscribe":
            await self._subscribe(message)
        elif kind == "complete":
            await self._complete(id_of(message))
        elif kind != "pong":
            raise Closed(BAD_REQUEST, f"Unknown message type {kind[:40]}")

    async def _init(self, payload: dict[str, Any]) -> None:
        if self.viewer is not None:
            raise Closed(TOO_MANY_INITS, "Too many initialisation requests")
        self.viewer = await self._authenticated(token_of(payload))
        self._admit(self)
        await self._send({"type": "connection_ack"})

    async def _pong(self, message: dict[str, Any]) -> None:
        """Answer a ping with its payload; one that carries `authorization` hands over a new token.

        The new token must be the same person's, and the socket lives on with it. The token is not sent back.
        """
        payload = payload_of(message)
        token = token_of(payload)
        if token is not None and self.viewer is not None:
            renewed = await self._authenticated(token)
            if renewed.user_id != self.viewer.user_id:
                raise Closed(FORBIDDEN, "The new token is somebody else's")
            self.viewer = replace(self.viewer, expires_at=renewed.expires_at, session_id=renewed.session_id)
            payload = {"renewed": True}
        await self._send({"type": "pong", **({"payload": payload} if message.get("payload") else {})})

    async def _authenticated(self, token: str | None) -> Viewer:
        client = self._websocket.client
        address, agent = client.host if client else "", self._websocket.headers.get("user-agent", "")
        if token is None:
            return Viewer(address=address, agent=agent[:200])
        try:
            return await self._verifier.viewer(token, address=address, agent=agent)
        except Unauthenticated as refused:
            raise Closed(
                UNAUTHORIZED if refused.code == "AUTH_EXPIRED" else FORBIDDEN, refused.code
            ) from None

    async def _subscribe(self, message: dict[str, Any]) -> None:
        if self.viewer is None:
            raise Closed(UNAUTHORIZED, "Unauthorized")
        operation_id = id_of(message)
        if operation_id in self._running:
            raise Closed(DUPLICATE_ID, f"Subscriber for {operation_id[:60]} already exists")
        if len(self._running) >= OPERATIONS_MOST:
            refusal = RateLimited("RATE_LIMITED", f"At most {OPERATIONS_MOST} operations on one socket.")
            await self._error(operation_id, [GraphQLError(str(refusal), original_error=refusal)])
            return
        if not isinstance(message.get("payload"), dict):
            raise Closed(BAD_REQUEST, "payload is an object")
        try:
            asked = checked(message["payload"])
        except Invalid:
            raise Closed(BAD_REQUEST, "payload is not a GraphQL request") from None
        task = asyncio.create_task(self._run(operation_id, asked, self.viewer))
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
        asked, (document, operation) = await self._engine.opened(asked, viewer)
        if (
            document.node is not None
            and operation is not None
            and operation.operation.value == "subscription"
        ):
            await self._engine.pay(asked, document, operation, viewer)
            await self._follow(operation_id, await self._engine.follow(asked, document, operation, viewer))
            return
        answered = await self._engine.run(asked, viewer, found=(document, operation))
        if answered.executed:
            await self._outlet(operation_id).send(answered.body)
            await self._send({"type": "complete", "id": operation_id})
        else:
            await self._send(
                {"type": "error", "id": operation_id, "payload": orjson.loads(answered.body)["errors"]}
            )

    async def _follow(self, operation_id: str, granted: Following | ExecutionResult) -> None:
        if isinstance(granted, ExecutionResult):
            await self._error(operation_id, granted.errors or [])
            return
        try:
            await granted.serve(self._outlet(operation_id))
        except DomainError as refused:
            await self._error(operation_id, [GraphQLError(str(refused), original_error=refused)])

    def _outlet(self, operation_id: str) -> OperationOutlet:
        return OperationOutlet(operation_id, self._send_text, self._push)

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
        async with self._sending, asyncio.timeout(self._patience.send):
            await self._websocket.send_text(text.decode())
        MESSAGES_SENT.inc()

    async def _drop_operations(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
