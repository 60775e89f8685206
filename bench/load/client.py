"""One connection of the load: a request out, its whole answer in, the next request out."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final, cast

from bench.load.spec import Load, Measured

HEAD_ENDS: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "
GOOD: Final = (b"HTTP/1.1 200", b'{"data":{')
FAILED: Final = b'"errors":['


class Tally:
    """What all connections saw together."""

    def __init__(self, load: Load) -> None:
        begin = time.perf_counter()
        self.from_s, self.until_s = begin + load.warm_s, begin + load.warm_s + load.seconds
        self.answered = self.failed = self.bytes = 0
        self.took_s: list[float] = []
        self.first_failure = ""

    def add(self, sent_s: float, now_s: float, answer: bytes) -> bool:
        """Count one answer; False when it is time to stop."""
        self.answered += 1
        if not answer.startswith(GOOD[0]) or GOOD[1] not in answer[:600] or FAILED in answer:
            self.failed += 1
            self.first_failure = self.first_failure or answer[:2_000].decode(errors="replace")
        if self.from_s <= now_s < self.until_s:
            self.took_s.append(now_s - sent_s)
            self.bytes += len(answer)
        return now_s < self.until_s

    def measured(self, load: Load) -> Measured:
        took, count = sorted(self.took_s), max(1, len(self.took_s))
        return Measured(
            answered=self.answered,
            failed=self.failed,
            requests_per_s=len(took) / load.seconds,
            p50_ms=took[int(count * 0.5)] * 1000 if took else 0,
            p95_ms=took[int(count * 0.95)] * 1000 if took else 0,
            bytes_each=self.bytes / count,
            first_failure=self.first_failure,
        )


class Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._got = b""
        self._whole = 0
        self._sent_s = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def _send(self) -> None:
        self._got, self._whole = b"", 0
        self._sent_s = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._got = self._got + data if self._got else data
        if not self._whole:
            self._whole = _whole_length(self._got)
        if self._whole and len(self._got) >= self._whole:
            if self._tally.add(self._sent_s, time.perf_counter(), self._got):
                self._send()
            else:
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        if not self.done.done():
            self.done.set_result(None)


def _whole_length(got: bytes) -> int:
    """How long the whole answer is, headers included; 0 while they are not all there."""
    ends = got.find(HEAD_ENDS)
    if ends < 0:
        return 0
    at = got.lower().index(LENGTH, 0, ends + 2) + len(LENGTH)
    return ends + len(HEAD_ENDS) + int(got[at : got.index(b"\r\n", at)])


async def drive(load: Load, requests: Iterator[bytes]) -> Measured:
    loop, tally = asyncio.get_running_loop(), Tally(load)
    made = [
        (await loop.create_connection(lambda: Connection(requests, tally), "127.0.0.1", load.port))[1]
        for _ in range(load.connections)
    ]
    await asyncio.gather(*(one.done for one in made))
    return tally.measured(load)
