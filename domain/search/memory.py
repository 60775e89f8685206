"""What a process keeps of searches: pages of results for a moment, and what was asked until it is counted."""

import asyncio
import hashlib
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from weakref import WeakValueDictionary

from domain.common.cities import City
from domain.search.model import Surface
from domain.search.query import SearchRequest

KEPT_BYTES_MOST: Final = 8 * 1024 * 1024
# More different searches than this between two countings are somebody trying; they are not counted.
ASKED_MOST: Final = 2_000
_OVERHEAD: Final = 1_500


class Line(NamedTuple):
    """A search as it is counted for suggestions: where, and the known words it is made of."""

    surface: Surface
    city: str
    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of results in the form that its cards are read by: the same for all who ask alike.

    The lists go with `ids`, card by card; `why` and `facets` are JSON.
    """

    ids: list[str]
    scores: list[float]
    distances_km: list[float]
    # None when no day was asked for.
    available: list[bool | None]
    why: list[str]
    facets: str
    total: int
    cursor: str | None
    query_hash: str
    suggestions: list[str]
    # What it holds by: it is as good as new while these have not changed.
    surface: Surface
    city: City
    edition: int
    # None for a search that is not to be remembered.
    line: Line | None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        texts = (*self.ids, *self.why, *self.suggestions, self.facets, self.cursor or "")
        return _OVERHEAD + sum(map(len, texts)) + 160 * len(self.ids)

    def holds(self, city: City, edition: int) -> bool:
        return self.edition == edition and self.city == city


class Memory:
    """Lost with the process, and nothing but time is lost with it."""

    def __init__(self, most: int = KEPT_BYTES_MOST) -> None:
        self._most = most
        self._bytes = 0
        self._kept: OrderedDict[bytes, Shown] = OrderedDict()
        self._asked: Counter[Line] = Counter()
        self._turns: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    def kept(self, key: bytes) -> Shown | None:
        shown = self._kept.get(key)
        if shown is not None:
            self._kept.move_to_end(key)
        return shown

    def keep(self, key: bytes, shown: Shown) -> None:
        """In place of what was asked for longest ago, when there is no room."""
        if shown.size > self._most:
            return
        before = self._kept.pop(key, None)
        self._bytes += shown.size - (before.size if before else 0)
        self._kept[key] = shown
        while self._bytes > self._most:
            self._bytes -= self._kept.popitem(last=False)[1].size

    def turn(self, key: bytes) -> asyncio.Lock:
        """To be held while a page is ranked, so that many who ask alike at once have it ranked once."""
        return self._turns.setdefault(key, asyncio.Lock())

    def note(self, shown: Shown) -> None:
        """Have a search counted, if it is one to be remembered."""
        if shown.line is not None and (shown.line in self._asked or len(self._asked) < ASKED_MOST):
            self._asked[shown.line] += 1

    def take_asked(self) -> Mapping[Line, int]:
        """What was noted since the last time."""
        asked, self._asked = self._asked, Counter()
        return asked


def moment_of(now: datetime) -> datetime:
    """When a search counts as made: within a minute no score moves by more than its last digit."""
    return now.replace(second=0, microsecond=0)


def print_of(request: SearchRequest) -> bytes:
    """Equal for requests that are equal word for word."""
    return hashlib.blake2b(repr(request).encode(), digest_size=16).digest()


def key_of(printed: bytes, now: datetime) -> bytes:
    """Equal for equal requests that are made in the same minute."""
    return b"%d:%b" % (now.timestamp() // 60, printed)
