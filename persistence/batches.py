"""Readings of the same text as one statement, and the queue in which they find each other.

See docs/decisions/094-readings-in-batches.md.
"""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

# So many readings that wait are sent at once; fewer may be joined by others of the same turn of the loop.
GATHERED_MOST: Final = 4
# How many readings share a statement, how far down the queue they are looked for, and how many parameters
# they may have in all.
BATCH_MOST: Final = 6
LOOK_MOST: Final = 32
PARAMETERS_MOST: Final = 1_000
BATCHES_KEPT: Final = 64
# Quoted parts are left alone.
_PARAMETER: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)""")


@dataclass(frozen=True, slots=True)
class Batch:
    """A statement that runs another one once for each row of values, `width` values a row."""

    text: str
    width: int

    def values(self, asked: Sequence[Sequence[Any]]) -> list[Any]:
        """The values of the readings; those of rows that nobody asked for are null, and are not read."""
        given = [value for one in asked for value in one]
        return [*given, *[None] * (self.width * BATCH_MOST - len(given)), len(asked)]


@lru_cache(BATCHES_KEPT)
def batch_of(text: str, types: tuple[str, ...]) -> Batch | None:
    """Of a statement that gives one value at most, its parameters of these types; None if too many."""
    width = len(types)
    if width * BATCH_MOST > PARAMETERS_MOST:
        return None
    inner = _PARAMETER.sub(lambda found: found[0] if found[1] is None else f"batch_.p{found[1]}", text)
    rows = ", ".join(_row(number, types) for number in range(BATCH_MOST))
    names = ", ".join(["n", *(f"p{number}" for number in range(1, width + 1))])
    asked = f"batch_.n < ${width * BATCH_MOST + 1}::int"
    # Of a statement that we wrote, the names of types, and numbers.
    batch = f"SELECT batch_.n, ({inner}) FROM (VALUES {rows}) AS batch_ ({names}) WHERE {asked}"  # noqa: S608
    return Batch(batch, width)


def _row(number: int, types: Sequence[str]) -> str:
    first = number * len(types) + 1
    return f"({', '.join([str(number), *(f'${first + at}::{kind}' for at, kind in enumerate(types))])})"


@dataclass(slots=True)
class Waiting:
    """A statement that waits for a connection.

    `told` is what came of sending it; None when there is room to open a connection.
    """

    text: str
    values: Sequence[Any]
    shares: bool
    told: "asyncio.Future[Any]"
    # Those that are run together with it, and what runs them.
    together: "Sequence[Waiting]" = ()
    running: "asyncio.Task[None] | None" = None

    def part(self) -> None:
        """The batch is over; what its members were told is not to live as long as their circle would."""
        self.together, self.running = (), None

    def leave(self) -> None:
        """Nobody wants it any more; what runs it stops when that is so of all."""
        if self.running is not None and all(one.told.done() for one in self.together):
            # Not before its first step: a task that is stopped before that frees nothing.
            asyncio.get_running_loop().call_soon(self.running.cancel)


class Queue:
    """Who came first is served first, and takes along those behind that ask the same."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def is_due(self) -> bool:
        """Whether there is nothing to gain by waiting for more: enough is there, or one that runs alone."""
        return len(self) >= GATHERED_MOST or (len(self) > 0 and not self._waiting[0].shares)

    def append(self, one: Waiting) -> None:
        self._waiting.append(one)

    def first(self) -> Waiting | None:
        """Who is to be served; None when nobody waits."""
        while self._waiting:
            one = self._waiting.popleft()
            if not one.told.done():
                return one
        return None

    def taken_along(self, first: Waiting) -> list[Waiting]:
        """It and those behind it that ask the same."""
        found, passed = [first], list[Waiting]()
        while len(found) < BATCH_MOST and len(passed) < LOOK_MOST and (one := self.first()):
            (found if one.shares and one.text == first.text else passed).append(one)
        self._waiting.extendleft(reversed(passed))
        return found

    def put_back(self, members: Sequence[Waiting]) -> None:
        """To the front, each for itself."""
        for one in members:
            one.shares = False
        self._waiting.extendleft(reversed(members))
