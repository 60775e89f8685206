"""The built-in checker: what can be known from the bytes alone, without a virus database or a classifier."""

import asyncio

from domain.media.ports import Verdict
from domain.media.purposes import Purpose


class BuiltInScan:
    """Scan by sniffing, size, a test signature, and taking pictures apart.

    In a thread: decoding a picture keeps a processor busy, never the event loop.
    """

    async def inspect(self, body: bytes, *, mime: str, purpose: Purpose) -> Verdict:
        return await asyncio.to_thread(_judged, body, mime, purpose)


def _judged(body: bytes, mime: str, purpose: Purpose) -> Verdict:
    from integrations.media_scan.checker import judged  # noqa: PLC0415 - Pillow is for who looks at pictures

    return judged(body, mime, purpose)
