"""One page of a result: the order of each sort, and positions that hold while the data moves on.

A position keeps the moment the first page was made (all time-dependent signals are taken at it), the
cards of the fair head in their order, and the sort key of the last card shown. Every card that has not
changed in the meantime keeps its key, so it is neither repeated nor lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from domain.errors import Invalid
from domain.search.diversity import FAIRNESS, arranged
from domain.search.model import Candidate, Sort
from domain.search.query import Query
from domain.search.ranking import Rated, Scored, scored, scorer

Key = tuple[int | str, ...]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_PRICELESS: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next page begins."""

    query_hash: str
    as_of: datetime
    # Marks of the whole head, and the scores of those of its cards that are still to be shown.
    head: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    level: int = 0
    # What misspelt words were taken for.
    near: tuple[str, ...] = ()
    after: Key = ()

    def sealed(self) -> list[str | int]:
        """Flat, as a cursor holds it."""
        waiting = " ".join(str(score) for score in self.waiting)
        near = " ".join(self.near)
        return [
            self.query_hash,
            _micros(self.as_of),
            " ".join(self.head),
            waiting,
            self.level,
            near,
            *self.after,
        ]

    @classmethod
    def opened(cls, values: Sequence[Any], query: Query) -> "Position":
        """The position in a cursor. Refused when the cursor belongs to another search."""
        query_hash, moment, head, waiting, level, near, *after = values
        if query_hash != query.hash:
            raise Invalid(
                "VALIDATION_FAILED",
                "That cursor belongs to another search.",
                hint="Keep the filters while paging, or start again without a cursor.",
                fields={"cursor": "Belongs to another search."},
            )
        as_of = _EPOCH + moment * _MICROSECOND
        return cls(
            query_hash,
            as_of,
            head=tuple(head.split()),
            waiting=tuple(int(score) for score in waiting.split()),
            level=level,
            near=tuple(near.split()),
            after=tuple(after),
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The cards of one page in order, and where the next begins; None at the end."""

    cards: tuple[Scored, ...]
    position: Position | None


def listed(candidates: Sequence[Candidate], query: Query, position: Position) -> Listing:
    """One page. A position without `head` and `after` is the start."""
    score = scorer(query, position.as_of)
    ranked = sorted((Rated(each, score(each)) for each in candidates), key=KEYS[query.sort])
    if query.sort is Sort.DEFAULT and not position.head:
        head, rest = arranged(ranked, FAIRNESS[query.surface])
        position = _with_head(position, head)
    else:
        head, rest = _resumed(ranked, position)
    return _cut(head, rest, query, position)


def _with_head(position: Position, head: Sequence[Rated]) -> Position:
    marks = tuple(mark(card.candidate.id) for card in head)
    return replace(position, head=marks, level=head[-1].score if head else 0)


def _resumed(ranked: Sequence[Rated], position: Position) -> tuple[list[Rated], list[Rated]]:
    """What is left of the head as it was decided, and everything that never was in it."""
    known = set(position.head)
    found = {mark(card.candidate.id): card for card in ranked} if position.waiting else {}
    left = zip(position.head[len(position.head) - len(position.waiting) :], position.waiting, strict=True)
    head = [found[name].moved_to(score) for name, score in left if name in found]
    return head, [card for card in ranked if mark(card.candidate.id) not in known]


def _cut(head: Sequence[Rated], rest: Sequence[Rated], query: Query, position: Position) -> Listing:
    key = KEYS[query.sort]
    size = query.page_size
    shown, waiting = list(head[:size]), head[size:]
    coming = (card for card in rest if not position.after or key(card) > position.after)
    tail = list(islice(coming, size - len(shown) + 1))
    more = bool(waiting) or len(tail) > size - len(shown)
    tail = tail[: size - len(shown)]
    placed = (*shown, *(_level(card, query, position.level) for card in tail))
    cards = tuple(scored(each.candidate, query, position.as_of).moved_to(each.score) for each in placed)
    if not more:
        return Listing(cards, None)
    following = replace(
        position,
        head=_still(position.head, waiting) if waiting else position.head,
        waiting=tuple(card.score for card in waiting),
        after=key(tail[-1]) if tail else position.after,
    )
    return Listing(cards, following)


def _still(head: Sequence[str], waiting: Sequence[Rated]) -> tuple[str, ...]:
    """The head with those that wait at its end, in their order; one that vanished counts as shown."""
    last = [mark(card.candidate.id) for card in waiting]
    return (*(name for name in head if name not in last), *last)


def _level(card: Rated, query: Query, level: int) -> Rated:
    """A card below the head never shows a higher score than the head's last."""
    held_back = query.sort is Sort.DEFAULT and card.score > level
    return card.moved_to(level) if held_back else card


def mark(card_id: str) -> str:
    """Enough of an id to know it again: sixty random bits."""
    return card_id[-12:]


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _best(card: Rated) -> Key:
    return (-card.score, -_micros(card.candidate.updated_at), card.candidate.id)


def _top_rated(card: Rated) -> Key:
    standing = card.candidate.standing
    return (-standing.rating_avg_hundredths, -standing.rating_count, card.candidate.id)


def _newest(card: Rated) -> Key:
    return (-_micros(card.candidate.published_at), card.candidate.id)


def _nearest(card: Rated) -> Key:
    return (card.candidate.distance_m, card.candidate.id)


def _cheapest(card: Rated) -> Key:
    price = card.candidate.price_from_cents
    return (_PRICELESS if price is None else price, card.candidate.id)


def _dearest(card: Rated) -> Key:
    price = card.candidate.price_from_cents
    return (_PRICELESS if price is None else -price, card.candidate.id)


# What each sort goes by; every key ends in the id, so no two cards are equal.
KEYS: Final[Mapping[Sort, Callable[[Rated], Key]]] = MappingProxyType(
    {
        Sort.DEFAULT: _best,
        Sort.TOP_RATED: _top_rated,
        Sort.NEW: _newest,
        Sort.DISTANCE: _nearest,
        Sort.PRICE_LOW: _cheapest,
        Sort.PRICE_HIGH: _dearest,
    }
)
