"""A follower on a bare socket: just enough of WebSocket and graphql-transport-ws to take what comes."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, cast

import orjson

UPGRADE: Final = (
    b"GET /graphql HTTP/1.1\r\nhost: bench\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
    b"sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
# A whole text frame in one piece, and the mark of a length in two bytes.
ONE_TEXT, TWO_BYTES = 0x81, 126
# Clients mask what they send; a mask of noughts changes nothing.
NO_MASK: Final = bytes(4)

Heard = Callable[[bytes, int, int, float], None]


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame of a client."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    else:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2)
    return head + NO_MASK + payload


def _is_one_frame(data: bytes) -> bool:
    """Nearly always: one whole text frame of a middling size."""
    return data[0] == ONE_TEXT and data[1] == TWO_BYTES and len(data) == (data[2] << 8 | data[3]) + 4


class Follower(asyncio.Protocol):
    """Signs in, subscribes, then hands every text frame on: the buffer, where it lies in it, and when."""

    def __init__(self, token: str, subscription: bytes, heard: Heard) -> None:
        self._token = token
        self._subscription = subscription
        self._heard = heard
        self._rest = b""
        self._upgraded = self._acknowledged = False
        self.following: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(UPGRADE)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if self._acknowledged and not self._rest and _is_one_frame(data):
            self._heard(data, 4, len(data), now)
            return
        buffer = self._rest + data if self._rest else data
        if not self._upgraded:
            buffer = self._upgrade(buffer)
        self._rest = self._frames(buffer, now) if self._upgraded else buffer

    def _upgrade(self, buffer: bytes) -> bytes:
        head, ends, rest = buffer.partition(b"\r\n\r\n")
        if not ends:
            return buffer
        if b" 101 " not in head:
            self._fail(head)
            return b""
        self._upgraded = True
        hello = {"type": "connection_init", "payload": {"authorization": f"Bearer {self._token}"}}
        self._transport.write(framed(orjson.dumps(hello)))
        return rest

    def _frames(self, buffer: bytes, now: float) -> bytes:
        """Hand on every whole frame; answers what is left of the last."""
        at, end = 0, len(buffer)
        while end - at >= 2:
            size, begin = buffer[at + 1], at + 2
            if size >= 126:
                width = 2 if size == 126 else 8
                size, begin = int.from_bytes(buffer[begin : begin + width]), begin + width
            if begin + size > end:
                break
            self._frame(buffer[at] & 15, buffer, begin, begin + size, now)
            at = begin + size
        return buffer[at:]

    def _frame(self, opcode: int, buffer: bytes, begin: int, end: int, now: float) -> None:
        if opcode == TEXT:
            if self._acknowledged:
                self._heard(buffer, begin, end, now)
            else:
                self._subscribe(buffer[begin:end])
        elif opcode == PING:
            self._transport.write(framed(buffer[begin:end], PONG))
        elif opcode == CLOSE:
            self._fail(buffer[begin:end])

    def _subscribe(self, message: bytes) -> None:
        if b"connection_ack" not in message:
            self._fail(message)
            return
        self._acknowledged = True
        self._transport.write(framed(self._subscription))
        if not self.following.done():
            self.following.set_result(None)

    def _fail(self, said: bytes) -> None:
        if not self.following.done():
            self.following.set_exception(ConnectionError(said[:500].decode(errors="replace")))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        self._fail(b"the connection was closed")
