"""What the words of a search may mean, and what to offer when they find little."""

from collections.abc import Collection, Sequence
from typing import Final

from domain.search.synonyms import Phrase, groups
from domain.search.typos import meant

FEW: Final = 3
SUGGESTIONS_MOST: Final = 5
# Corrections travel in the cursor, so that later pages understand the words as the first one did.
CORRECTIONS_MOST: Final = 8
CORRECTIONS_LENGTH_MOST: Final = 160

Wanted = tuple[tuple[Phrase, ...], ...]


def corrections(asked: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    """Known words that misspelt ones may stand for, nearest first."""
    near = [other for group in groups(asked) if _lone(group) for other in meant(group[0][0], known)]
    kept: list[str] = []
    for word in dict.fromkeys(near):
        if len(kept) < CORRECTIONS_MOST and len(word) + len(" ".join(kept)) < CORRECTIONS_LENGTH_MOST:
            kept.append(word)
    return tuple(kept)


def wanted(asked: tuple[str, ...], near: Collection[str]) -> Wanted:
    """Groups of phrases of which each group must be met: synonyms, and near words where one is misspelt."""
    return tuple(
        (*group, *((other,) for other in meant(group[0][0], near))) if _lone(group) else group
        for group in groups(asked)
    )


def alternatives(
    asked: tuple[str, ...], near: Collection[str], popular: Sequence[str], common: Sequence[str]
) -> tuple[str, ...]:
    """What to search for instead: the words spelt right, then what others search, then what there is."""
    corrected = " ".join(next(iter(meant(word, near)), word) for word in asked)
    offered = (corrected, *popular, *(value.replace("_", " ") for value in common))
    text = " ".join(asked)
    return tuple(dict.fromkeys(line for line in offered if line and line != text))[:SUGGESTIONS_MOST]


def _lone(group: tuple[Phrase, ...]) -> bool:
    """A single word without synonyms: only such a word can be a slip."""
    return len(group) == len(group[0]) == 1
