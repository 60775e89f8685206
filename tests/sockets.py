"""A server on a real port, and a raw graphql-transport-ws client: frames in, frames out."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.app import attach
from server.direct import Application
from server.edge import BoundedHttp
from server.sockets.frames import PushingSockets
from server.sockets.protocol import Patience
from tests.world import World

PATIENCE_S = 10


@asynccontextmanager
async def on_a_port(
    api: World, http: type[BoundedHttp] = BoundedHttp, patience: Patience | None = None, port: int = 0
) -> AsyncIterator[str]:
    """`127.0.0.1:port` of the application on a real socket; at the port named, or at any that is free."""
    app = api.app
    if patience is not None:
        app = Application()
        attach(app, api.process, patience)
    config = uvicorn.Config(
        app,
        port=port,
        log_level="error",
        lifespan="off",
        http=http,
        ws=PushingSockets,
        ws_max_size=256 * 1024,
        timeout_graceful_shutdown=PATIENCE_S,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await app.state.sockets.shut()
        server.should_exit = True
        await running


class Line:
    """One socket, spoken by hand."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._ids = itertools.count(1)

    async def send(self, message: Mapping[str, Any] | str) -> None:
        await self.connection.send(message if isinstance(message, str) else orjson.dumps(message).decode())

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            message: dict[str, Any] = orjson.loads(await self.connection.recv())
        return message

    async def init(self, token: str | None = None) -> None:
        payload = {"authorization": f"Bearer {token}"} if token else None
        await self.send({"type": "connection_init", "payload": payload})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, query: str, variables: Mapping[str, Any] | None = None) -> str:
        operation_id = str(next(self._ids))
        payload = {"query": query, "variables": dict(variables or {})}
        await self.send({"type": "subscribe", "id": operation_id, "payload": payload})
        return operation_id

    async def next(self, operation_id: str) -> dict[str, Any]:
        """The data of the next event of one operation."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", operation_id), message
        payload: dict[str, Any] = message["payload"]
        assert "errors" not in payload, payload
        data: dict[str, Any] = payload["data"]
        return data

    async def closed(self) -> int | None:
        """The code that the server closed with, once it has."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(PATIENCE_S):
                async for _ in self.connection:
                    pass
        return self.connection.close_code


@asynccontextmanager
async def line(address: str, *, token: str | None = None, init: bool = True) -> AsyncIterator[Line]:
    async with connect(
        f"ws://{address}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        open_timeout=PATIENCE_S,
        # A line with frames that nobody took does not come to its goodbye.
        close_timeout=0.5,
    ) as connection:
        made = Line(connection)
        if init:
            await made.init(token)
        yield made
