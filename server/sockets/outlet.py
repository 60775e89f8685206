"""One operation's way out: its id around payloads that many share."""

from collections.abc import Awaitable, Callable

import orjson

from server.sockets.frames import framed
from subscriptions.told import Told


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

    def push(self, told: Told) -> bool:
        """Operations of one id write the same bytes, which are made once."""
        if self._push is None:
            return False
        frames = told.framed.get(self._head)
        if frames is None:
            frames = told.framed[self._head] = b"".join(framed(self._text(one)) for one in told.payloads)
        return self._push(frames)

    async def send(self, payload: bytes) -> None:
        await self._send(self._text(payload))

    def _text(self, payload: bytes) -> bytes:
        return b"%b%b}" % (self._head, payload)
