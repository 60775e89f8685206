"""Every open socket of a process: let in, counted, watched over, and ended with a clear code."""

import asyncio
import time
from collections import Counter
from typing import Final

import structlog
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from integrations.jwt_tokens import TokenVerifier
from server.errors import corr_id, new_corr_id
from server.graphql import Engine
from server.metrics import SOCKETS, SOCKETS_ENDED
from server.sockets.connection import Socket
from server.sockets.protocol import (
    FORBIDDEN,
    PROTOCOL,
    RESTART,
    TRY_LATER,
    UNAUTHORIZED,
    Closed,
    Patience,
)

log = structlog.get_logger()
SOCKETS_PER_CALLER: Final = 50
SESSIONS_ASKED: Final = 1_000


class Sockets:
    """The ASGI application of the socket side."""

    def __init__(
        self,
        engine: Engine,
        verifier: TokenVerifier,
        allowed_origins: frozenset[str],
        patience: Patience = Patience(),  # noqa: B008 - a frozen value
    ) -> None:
        self._engine = engine
        self._verifier = verifier
        self._origins = allowed_origins
        self._patience = patience
        self._open: set[Socket] = set()
        self._callers: Counter[str] = Counter()
        self._watch: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        corr_id.set(new_corr_id())
        websocket = WebSocket(scope, receive, send)
        if not self._welcome(websocket):
            SOCKETS_ENDED.labels(code="handshake").inc()
            await websocket.close(1008)
            return
        await websocket.accept(subprotocol=PROTOCOL)
        socket = Socket(websocket, self._engine, self._verifier, self._patience, self._admit)
        self._open.add(socket)
        SOCKETS.inc()
        self._begin_watching()
        try:
            await socket.serve()
        finally:
            self._open.discard(socket)
            self._dismiss(socket)
            SOCKETS.dec()

    async def shut(self) -> None:
        """End every socket with 1012, service restart: clients come back and resume by cursor."""
        if self._watch is not None:
            self._watch.cancel()
        await asyncio.gather(*(socket.end(RESTART, "Service restart") for socket in list(self._open)))

    def _welcome(self, websocket: WebSocket) -> bool:
        origin = websocket.headers.get("origin")
        same = origin is not None and origin.partition("://")[2] == websocket.headers.get("host")
        known = origin is None or same or origin in self._origins
        return known and PROTOCOL in websocket.scope.get("subprotocols", [])

    def _admit(self, socket: Socket) -> None:
        """Count a socket for its caller. Raises Closed when the caller has as many as are chosen."""
        if self._callers[socket.caller] >= SOCKETS_PER_CALLER:
            raise Closed(TRY_LATER, "RATE_LIMITED")
        self._callers[socket.caller] += 1
        socket.is_admitted = True

    def _dismiss(self, socket: Socket) -> None:
        if socket.is_admitted:
            self._callers[socket.caller] -= 1
            if self._callers[socket.caller] <= 0:
                del self._callers[socket.caller]

    def _begin_watching(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_watch(), name="sockets-watch")

    async def _keep_watch(self) -> None:
        """One look at all sockets, again and again while there are any: cheaper than a task for each."""
        while self._open:
            await asyncio.sleep(self._patience.look)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - looked at again in a moment
                log.warning("sockets.look_failed", error=type(error).__name__)

    async def look(self) -> None:
        """Mind tokens that ran out, peers that went silent, sessions that were ended."""
        now, moment = self._engine.clock.now(), time.monotonic()
        for socket in list(self._open):
            if socket.viewer is not None and socket.viewer.expires_at and socket.viewer.expires_at <= now:
                await socket.end(UNAUTHORIZED, "AUTH_EXPIRED")
            else:
                await socket.mind_silence(moment)
        await self._end_revoked()

    async def _end_revoked(self) -> None:
        ids = list({s.viewer.session_id for s in self._open if s.viewer and s.viewer.session_id})
        for start in range(0, len(ids), SESSIONS_ASKED):
            async with self._engine.units() as uow:
                ended = await uow.accounts.ended_sessions(ids[start : start + SESSIONS_ASKED])
            revoked = [s for s in self._open if s.viewer and s.viewer.session_id in ended]
            for socket in revoked:
                await socket.end(FORBIDDEN, "SESSION_ENDED")
