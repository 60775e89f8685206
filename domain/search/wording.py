"""What the words of a search may mean, and what to offer when they find little."""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.search.synonyms import Phrase, groups
from domain.search.typos import meant

FEW: Final = 3
SUGGESTIONS_MOST: Final = 5

Wanted = tuple[tuple[Phrase, ...], ...]


def wanted(asked: tuple[str, ...], known: Iterable[str]) -> Wanted:
    """Groups of phrases of which each group must be met: synonyms, and near words where one is misspelt."""
    vocabulary = frozenset(known)
    return tuple(
        (*group, *((near,) for near in meant(group[0][0], vocabulary)))
        if len(group) == len(group[0]) == 1
        else group
        for group in groups(asked)
    )


def alternatives(
    asked: tuple[str, ...], known: Iterable[str], popular: Sequence[str], common: Sequence[str]
) -> tuple[str, ...]:
    """What to search for instead: the words spelt right, then what others search, then what there is."""
    vocabulary = frozenset(known)
    corrected = " ".join(next(iter(meant(word, vocabulary)), word) for word in asked)
    offered = (corrected, *popular, *(value.replace("_", " ") for value in common))
    text = " ".join(asked)
    return tuple(dict.fromkeys(line for line in offered if line and line != text))[:SUGGESTIONS_MOST]
