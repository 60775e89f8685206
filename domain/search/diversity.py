"""Fairness at the top of the list: no owner floods it, newcomers have a place; each move is accounted for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.search.model import Candidate, Surface
from domain.search.ranking import Rated

NEW_BELOW_REVIEWS: Final = 3
COMPLETE: Final = 80


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` cards of one owner among the first `first`."""

    first: int
    most: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """The rules for the first `head` cards; by each place of `reserved` one more newcomer is there."""

    head: int
    caps: tuple[Cap, ...]
    reserved: tuple[int, ...]


FAIRNESS: Final[Mapping[Surface, Fairness]] = MappingProxyType(
    {
        Surface.PEOPLE: Fairness(head=20, caps=(Cap(20, 2),), reserved=(7, 13, 19)),
        Surface.STUDIOS: Fairness(head=20, caps=(Cap(10, 1), Cap(20, 2)), reserved=(7, 13, 19)),
    }
)


def newcomer(candidate: Candidate) -> bool:
    """Little history so far, but a complete or verified page: these get a chance to be seen."""
    standing = candidate.standing
    little = max(standing.rating_count, standing.bookings) < NEW_BELOW_REVIEWS
    return little and (candidate.completeness >= COMPLETE or candidate.verified)


def arranged(ranked: Sequence[Rated], fairness: Fairness) -> tuple[list[Rated], list[Rated]]:
    """The fair head of a ranked list, and the rest in its old order; scores never rise within the head.

    A card that a cap holds back, or a newcomer that is brought forward, takes the score of its place; the
    difference becomes a factor of its own (`Scored.moved_to`).
    """
    rest = list(ranked)
    head: list[Rated] = []
    while rest and len(head) < fairness.head:
        organic, chosen = _choice(rest, head, fairness)
        worth = rest[organic].score if not head else min(rest[organic].score, head[-1].score)
        head.append(rest.pop(chosen).moved_to(worth))
    return head, rest


def _choice(rest: Sequence[Rated], head: Sequence[Rated], fairness: Fairness) -> tuple[int, int]:
    """Who would come next by score alone among those that fit, and who comes next when newcomers are due."""
    place = len(head) + 1
    cap = min((cap.most for cap in fairness.caps if place <= cap.first), default=fairness.head)
    owners = Counter(card.candidate.owner_id for card in head)

    def first(wanted: Callable[[Candidate], bool]) -> int | None:
        fitting = (at for at, card in enumerate(rest) if owners[card.candidate.owner_id] < cap)
        return next((at for at in fitting if wanted(rest[at].candidate)), None)

    organic = first(lambda _: True)
    if organic is None:  # nobody else is left: better the same owner again than an empty place
        return 0, 0
    due = sum(place >= slot for slot in fairness.reserved)
    if sum(newcomer(card.candidate) for card in head) >= due:
        return organic, organic
    brought_forward = first(newcomer)
    return organic, organic if brought_forward is None else brought_forward
