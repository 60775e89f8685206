"""The outermost line: how long a request head may be and may take, and refusals before there is a request."""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from domain.errors import DomainError, Invalid
from server.errors import corr_id, extensions_of, new_corr_id
from server.metrics import REQUESTS

HEAD_MOST: Final = 16 * 1024
# The extension of a request's scope under which the application finds its line.
LINE: Final = "rastup.line"
_REASONS: Final = {400: b"Bad Request", 408: b"Request Timeout", 431: b"Request Header Fields Too Large"}


class Line:
    """The connection of one request, for an answer that is there as a whole.

    Through ASGI it would be two messages in dictionaries, every header looked at by regular expressions, and
    two writes.
    """

    __slots__ = ("_cycle", "hung_up")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        # Called when the peer hangs up.
        self.hung_up: Callable[[], None] | None = None

    def body(self) -> bytes | None:
        """What came with the request; None while it has not arrived whole."""
        if self._cycle.more_body:
            return None
        body, self._cycle.body = self._cycle.body, bytearray()
        return bytes(body)

    def on_hang_up(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Have it told; answers how to stop."""
        self.hung_up = tell
        if self._cycle.disconnected:
            tell()
        return self._forget

    def _forget(self) -> None:
        self.hung_up = None

    def answer(self, status: int, head: bytes, body: Sequence[bytes | memoryview]) -> bool:
        """Write an answer. `head` are header lines that we made, with the length of the body.

        False when the peer is behind or gone: then nothing was written.
        """
        cycle = self._cycle
        if cycle.flow.write_paused or cycle.disconnected or cycle.response_started:
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        closing = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        cycle.transport.writelines(
            [b"".join((STATUS_LINE[status], _lines(tuple(cycle.default_headers)), head, closing)), *body]
        )
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
        return True


@lru_cache(1)
def _lines(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """Those that uvicorn writes, which change with the second."""
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


class BoundedHttp(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, with a bound on the head of a request in bytes and in seconds."""

    head_wait_s = 5.0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # How many came whole.
        self._heads = 0
        self._head_bytes = 0
        self._in_head = True
        self._line: Line | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)
        if self._line is not None and self._line.hung_up is not None:
            self._line.hung_up()

    def data_received(self, data: bytes) -> None:
        before, was_in_head = self._heads, self._in_head
        super().data_received(data)
        # Most heads come whole: a timer for each would be set only to be taken away.
        if was_in_head and self._heads == before:
            self._head_bytes += len(data)
            self._be_patient()
            if self._head_bytes > HEAD_MOST:
                self.refuse(431, Invalid("INPUT_TOO_LARGE", f"Headers have at most {HEAD_MOST // 1024} KB."))

    def on_headers_complete(self) -> None:
        self._heads += 1
        self._in_head = False
        self._head_bytes = 0
        self._stop_waiting()
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:
            self._line = Line(self.cycle)
            self.scope["extensions"] = {LINE: {"line": self._line}}

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, Invalid("VALIDATION_FAILED", msg))

    def refuse(self, status: int, refusal: DomainError) -> None:
        """Answer with a coded document and hang up."""
        if self.transport.is_closing():
            return
        corr_id.set(new_corr_id())
        REQUESTS.labels(route="edge", status=status).inc()
        body = orjson.dumps({"errors": [{"message": str(refusal), "extensions": extensions_of(refusal)}]})
        head = (
            b"HTTP/1.1 %d %s\r\ncontent-type: application/json; charset=utf-8\r\n"
            b"x-corr-id: %s\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        ) % (status, _REASONS[status], corr_id.get().encode(), len(body))
        self.transport.write(head + body)
        self.transport.close()

    def _be_patient(self) -> None:
        """Start waiting for the rest of a head; more of it does not buy more time."""
        if self._patience is None:
            self._patience = self.loop.call_later(self.head_wait_s, self._give_up)

    def _give_up(self) -> None:
        self._patience = None
        # A connection kept alive between two requests is uvicorn's to end.
        if self._in_head and self._head_bytes > 0:
            self.refuse(408, Invalid("VALIDATION_FAILED", "The request did not arrive in time."))
        elif self._in_head and not self._heads:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
