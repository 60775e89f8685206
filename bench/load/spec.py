"""What a load process is told, and what it tells when it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LENGTH_BYTES: Final = 4
# Wherever this stands in a request, something that was never sent before goes out in its place.
FRESH: Final = "@" * 20
# In letters: a row of digits looks like a phone number, which must not be sent.
AS_LETTERS: Final = bytes.maketrans(b"0123456789", b"ghijklmnop")


@dataclass(frozen=True)
class Load:
    """Requests over some connections, each sending the next as soon as the last one was answered."""

    port: int
    connections: int
    warm_s: float
    seconds: float
    requests: str


@dataclass(frozen=True)
class Measured:
    """What one load process saw. `answered` counts everything, the rest only what came after warming up."""

    answered: int
    failed: int
    requests_per_s: float
    p50_ms: float
    p95_ms: float
    bytes_each: float
    first_failure: str = ""


def write_requests(path: Path, requests: Iterable[bytes]) -> None:
    path.write_bytes(b"".join(len(one).to_bytes(LENGTH_BYTES) + one for one in requests))


def read_requests(path: Path) -> Sequence[bytes]:
    found, kept, at = [], path.read_bytes(), 0
    while at < len(kept):
        begin = at + LENGTH_BYTES
        at = begin + int.from_bytes(kept[at:begin])
        found.append(kept[begin:at])
    return found


def post(path: str, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "host: bench", "content-type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines += [f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body
