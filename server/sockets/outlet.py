"""One operation's way out: its id around payloads that many share."""

from collections.abc import Awaitable, Callable

import orjson

from server.metrics import MESSAGES

_SENT = MESSAGES.labels(direction="out")


class OperationOutlet:
    """`push` writes at once or not at all (see frames.py); `send` waits for the peer."""

    def __init__(
        self,
        operation_id: str,
        send: Callable[[bytes], Awaitable[None]],
        push: Callable[[bytes], bool] | None,
    ) -> None:
        self._head = b'{"id":%b,"type":"next","payload":' % orjson.dumps(operation_id)
        self._send, self._push = send, push

    def push(self, payload: bytes) -> bool:
        if self._push is None or not self._push(b"%b%b}" % (self._head, payload)):
            return False
        _SENT.inc()
        return True

    async def send(self, payload: bytes) -> None:
        await self._send(b"%b%b}" % (self._head, payload))
