"""Messages written as our server writes them, each followed by the hint that makes it known."""

from typing import Protocol

import orjson
import uuid_utils

from bench.pool import LeanPool
from bench.sending import send

CHANNEL = "bench_floor"
NOTIFY = "select pg_notify($1, $2)"


class Publisher(Protocol):
    async def publish(self, sender: str, thread_id: str, text: str) -> None: ...


class ToServer:
    """Hints as another process of ours would: positions that topics have moved to."""

    def __init__(self, pool: LeanPool, channel: str) -> None:
        self._pool = pool
        self._channel = channel

    async def publish(self, sender: str, thread_id: str, text: str) -> None:
        _, positions = await _written(self._pool, sender, thread_id, text)
        hint = b'{"moved":%s}' % positions
        await self._pool.value("notify", self._channel, hint.decode())


class ToFloor:
    """The floor is handed the event itself, so that it has nothing to read."""

    def __init__(self, pool: LeanPool) -> None:
        self._pool = pool

    async def publish(self, sender: str, thread_id: str, text: str) -> None:
        answer, positions = await _written(self._pool, sender, thread_id, text)
        position = next(at for topic, at in orjson.loads(positions) if topic == f"thread:{thread_id}")
        told = {"thread": thread_id, "position": position, "message": orjson.loads(answer)}
        await self._pool.value("notify", CHANNEL, orjson.dumps(told).decode())


async def _written(pool: LeanPool, sender: str, thread_id: str, text: str) -> tuple[bytes, bytes]:
    key = uuid_utils.uuid7().hex
    return await send(pool, sender, {"threadId": thread_id, "text": text, "clientMessageId": key}, key)
