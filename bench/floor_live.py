"""The floor of live events: sockets under uvicorn, and a loop that writes one frame to each."""

from typing import Any, Final

import asyncpg
import orjson

from bench.load.publishing import CHANNEL
from domain.pages import Cursors

ACCEPT: Final = {"type": "websocket.accept", "subprotocol": "graphql-transport-ws"}
ACK: Final = {"type": "websocket.send", "text": '{"type":"connection_ack"}'}


class LiveFloor:
    """Everybody is believed; what is told of a thread goes to all who follow it."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors
        self._followers: dict[str, dict[Any, str]] = {}

    async def listen(self, url: str) -> None:
        self._connection = await asyncpg.connect(url)
        await self._connection.add_listener(CHANNEL, self._told)

    async def close(self) -> None:
        await self._connection.close()

    async def __call__(self, receive: Any, send: Any) -> None:
        await receive()
        await send(ACCEPT)
        thread_id = ""
        while (message := await receive())["type"] == "websocket.receive":
            asked = orjson.loads(message["text"])
            if asked["type"] == "connection_init":
                await send(ACK)
            elif asked["type"] == "subscribe":
                thread_id = asked["payload"]["variables"]["threadId"]
                self._followers.setdefault(thread_id, {})[send] = f'{{"id":"{asked["id"]}",'
        self._followers.get(thread_id, {}).pop(send, None)

    async def _told(self, _: Any, __: int, ___: str, payload: str) -> None:
        told = orjson.loads(payload)
        rest = self._frame(told)
        for send, start in list(self._followers.get(told["thread"], {}).items()):
            await send({"type": "websocket.send", "text": start + rest})

    def _frame(self, told: dict[str, Any]) -> str:
        """The frame without the id of the operation, which is each follower's own."""
        message, topic = told["message"], f"thread:{told['thread']}"
        event = {
            "cursor": self._cursors.seal(f"live:{topic}", [told["position"]]),
            "type": "message.new",
            "at": message["createdAt"],
            "message": {name: message[name] for name in ("messageId", "bodyText", "createdAt", "author")},
        }
        body = orjson.dumps({"threadEvents": event}).decode()
        return f'"type":"next","payload":{{"data":{body}}}}}'
