"""Whether two contestants say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.cast import Case
from bench.contestants import Contestant, answer

CHECKED: int = 100


@dataclass(frozen=True)
class Differs(Exception):
    """Where two answers first part."""

    page: str
    case: Case
    where: str
    server: Any
    floor: Any

    def __str__(self) -> str:
        said = f"the server says {self.server!r}, the floor {self.floor!r}"
        return f"{self.page} {self.case}: at {self.where} {said}"


async def check_equal(page: str, server: Contestant, floor: Contestant, cases: Sequence[Case]) -> int:
    """Ask both the same, many times. Raises Differs at the first difference; answers how many were equal."""
    some = list(cases[:CHECKED])
    ours, theirs = await server.requests(page, some), await floor.requests(page, some)
    for case, one, other in zip(some, ours, theirs, strict=True):
        mine, its = await answer(server, one), await answer(floor, other)
        found = next(differences(mine.get("data") or mine, its["data"]), None)
        if found is not None:
            raise Differs(page, case, *found)
    return len(some)


def differences(one: Any, other: Any, at: str = "data") -> Iterator[tuple[str, Any, Any]]:
    """Path and values of everything that is not the same; 1 and 1.0 are."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from differences(one[key], other[key], f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from differences(first, second, f"{at}.{place}")
    elif one != other or isinstance(one, bool) is not isinstance(other, bool):
        yield at, one, other
