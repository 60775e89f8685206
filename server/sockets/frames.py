"""uvicorn's sockets, with a way to write a frame that asks for no turn of the loop.

An event for five hundred followers is five hundred writes of the same bytes. Through ASGI each would be a
message in a dictionary, a coroutine and a copy as text; here it is a write of frames that were made once.
"""

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PUSH: Final = "rastup.push"
_FINAL_TEXT: Final = 0x81
_SHORT, _MEDIUM = 126, 1 << 16


class PushingSockets(WebSocketsSansIOProtocol):
    """Offers `push` to the application, as the extension PUSH of the connection's scope."""

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][PUSH] = {"push": self.push}

    def start_keepalive(self) -> None:
        super().start_keepalive()
        # The answer to the handshake is out, and nobody asks for either any more: 4 KB of every follower.
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
