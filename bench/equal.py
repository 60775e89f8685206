"""Whether two contestants say the same."""

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from bench.cast import Case
from bench.contestants import Contestant
from bench.load.spec import AS_LETTERS, FRESH

CHECKED: Final = 100
SHOWN: Final = 600
# What each makes up itself for a message that it was sent.
OWN: Final = {"send": frozenset({"messageId", "createdAt"})}
NOTHING: Final = frozenset[str]()


class Differs(Exception):
    """Where two answers first part."""


async def check_equal(page: str, server: Contestant, floor: Contestant, cases: Sequence[Case]) -> int:
    """Ask both the same, many times. Raises Differs at the first difference; answers how many were equal."""
    some = list(cases[:CHECKED])
    asked = await server.requests(page, some), await floor.requests(page, some)
    for case, one, other in zip(some, *asked, strict=True):
        mine, its = await answer(server, one), await answer(floor, other)
        ignored = OWN.get(page, NOTHING)
        for where, first, second in differences(mine.get("data") or mine, its["data"], ignored):
            said = (repr(found)[:SHOWN] for found in (first, second))
            raise Differs(f"{page} {case}: at {where} the server and the floor say {' and '.join(said)}")
    return len(some)


async def answer(contestant: Contestant, request: bytes) -> Any:
    """The JSON that a contestant answers one request with."""
    mark, unlike = FRESH.encode(), secrets.token_hex(len(FRESH) // 2).encode().translate(AS_LETTERS)
    reader, writer = await asyncio.open_connection("127.0.0.1", contestant.port)
    writer.write(request.replace(mark, unlike))
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    writer.close()
    return orjson.loads(body.replace(unlike, mark))


def differences(
    one: Any, other: Any, ignored: frozenset[str] = NOTHING, at: str = "data"
) -> Iterator[tuple[str, Any, Any]]:
    """Path and values of everything that is not the same; 1 and 1.0 are."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one.keys() - ignored:
            yield from differences(one[key], other[key], ignored, f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from differences(first, second, ignored, f"{at}.{place}")
    elif one != other or isinstance(one, bool) is not isinstance(other, bool):
        yield at, one, other
