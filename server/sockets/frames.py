"""uvicorn's sockets, with a way to write a frame that asks for no turn of the loop.

An event for five hundred followers is five hundred writes of the same bytes. Through ASGI each would be a
message in a dictionary, a coroutine and a copy as text; here it is a write of frames that were made once.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PUSH: Final = "rastup.push"
_FINAL_TEXT: Final = 0x81
_SHORT, _MEDIUM = 126, 1 << 16


class Arrivals:
    """What has come from one peer, for one reader. A queue of asyncio is ready for many, and takes 2 KB."""

    def __init__(self) -> None:
        self._arrived: list[Any] = []
        self._waiting: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        self._arrived.append(message)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def empty(self) -> bool:
        return not self._arrived

    async def get(self) -> Any:
        while not self._arrived:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        return self._arrived.pop(0)


class PushingSockets(WebSocketsSansIOProtocol):
    """Offers `push` to the application, as the extension PUSH of the connection's scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = Arrivals()  # type: ignore[assignment]  # it puts, gets and says whether it is empty

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][PUSH] = {"push": self.push}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if hasattr(self, "scope"):
            # It would keep the whole connection in a circle.
            self.scope["extensions"].pop(PUSH, None)

    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The answer to the handshake is out, and nobody asks for either any more: 4 KB of every follower. The
        # parser keeps hold of the request for as long as it lives.
        self.request.headers.clear()
        del self.request, self.response

    def push(self, frames: bytes) -> bool:
        """Write whole frames now. False when the peer is behind or gone: then nothing was written."""
        if not self.writable.is_set() or self.disconnected or self.close_sent or self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True


def framed(text: bytes) -> bytes:
    """A whole text message from a server, which is never masked."""
    length = len(text)
    if length < _SHORT:
        return bytes((_FINAL_TEXT, length)) + text
    if length < _MEDIUM:
        return bytes((_FINAL_TEXT, 126)) + length.to_bytes(2) + text
    return bytes((_FINAL_TEXT, 127)) + length.to_bytes(8) + text
