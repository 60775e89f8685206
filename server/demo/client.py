"""A client as anybody could write it: GraphQL over HTTP, live events over a socket, bytes to the store."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE_S = 20


class Unexpected(Exception):
    """The marketplace did something else than it promises."""


class Api:
    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url.rstrip("/")
        self.http = http

    async def run(self, document: str, token: str | None = None, **variables: Any) -> Any:
        """The data. Raises Unexpected for any error."""
        answer = await self._answer(document, token, variables)
        if answer.get("errors"):
            error = answer["errors"][0]
            raise Unexpected(f"{error['extensions']['code']}: {error['message']} {error['extensions']}")
        return answer["data"]

    async def refused(self, document: str, code: str, token: str | None = None, **variables: Any) -> Any:
        """The extensions of the error. Raises Unexpected unless it is refused with exactly this code."""
        answer = await self._answer(document, token, variables)
        errors = answer.get("errors") or [{"extensions": {"code": "nothing at all"}}]
        found = errors[0]["extensions"]
        if found["code"] != code:
            raise Unexpected(f"expected the refusal {code}, found {found['code']}")
        return found

    async def send(self, address: str, body: bytes, mime: str) -> None:
        (await self.http.put(address, content=body, headers={"content-type": mime})).raise_for_status()

    async def visit(self, address: str) -> None:
        """Open a page as a person would; where it leads afterwards does not matter."""
        answer = await self.http.get(address)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise Unexpected(f"{address} answers {answer.status_code}")

    async def _answer(self, document: str, token: str | None, variables: Mapping[str, Any]) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": document, "variables": dict(variables)}
        return (await self.http.post(f"{self.url}/graphql", json=body, headers=headers)).json()


class Live:
    """One socket. Events of each operation are kept until somebody waits for them."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._heard: dict[str, asyncio.Queue[Any]] = {}

    async def subscribe(self, document: str, **variables: Any) -> str:
        number = str(next(self._numbers))
        self._heard[number] = asyncio.Queue()
        payload = {"query": document, "variables": variables}
        await self._connection.send(
            orjson.dumps({"type": "subscribe", "id": number, "payload": payload}).decode()
        )
        return number

    async def until(self, operation: str, event_type: str) -> dict[str, Any]:
        """The next event of this type; those before it have been heard and are dropped."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    event: dict[str, Any] = await self._heard[operation].get()
                    if event["type"] == event_type:
                        return event
        except TimeoutError:
            raise Unexpected(f"no {event_type} was heard within {PATIENCE_S} s") from None

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self._connection:
                message = orjson.loads(text)
                if message["type"] == "next":
                    (event,) = message["payload"]["data"].values()
                    self._heard[message["id"]].put_nowait(event)
                elif message["type"] == "error":
                    raise Unexpected(f"a subscription was refused: {message['payload']}")


@asynccontextmanager
async def live(api: Api, token: str) -> AsyncIterator[Live]:
    address = api.url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}
        await connection.send(orjson.dumps(init).decode())
        if orjson.loads(await connection.recv())["type"] != "connection_ack":
            raise Unexpected("the socket was not acknowledged")
        made = Live(connection)
        listening = asyncio.create_task(made.listen())
        try:
            yield made
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
