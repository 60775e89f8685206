"""Words that mean the same to a buyer, and what cities are called."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from domain.common.cities import city_code
from domain.common.taxonomy import vocabularies
from domain.search.words import words

Phrase = tuple[str, ...]

# Each line is a set of phrases treated as equal, in both directions.
SETS: Final[tuple[tuple[str, ...], ...]] = (
    ("bnw", "black and white"),
    ("glam", "glamour", "glamor"),
    ("studio access", "has studio"),
    ("cyc wall", "cyclorama", "infinity cove"),
    ("ac", "air conditioning"),
    ("makeup", "make up", "mua"),
    ("photographer", "photography"),
    ("videographer", "videography"),
    ("instagram", "ig"),
    ("tiktok", "tt"),
    ("youtube", "yt"),
    ("swim", "swimwear"),
    ("headshot", "portrait"),
)

# Vocabularies whose synonyms are words of a search.
KINDS: Final = ("genre", "specialty", "amenity", "creator_category", "platform")

NICKNAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "h-town": "houston",
        "htown": "houston",
        "nyc": "new-york",
        "new-york-city": "new-york",
        "la": "los-angeles",
        "atx": "austin",
        "big-d": "dallas",
        "sf": "san-francisco",
        "atl": "atlanta",
        "chi-town": "chicago",
    }
)


def city_meant(text: str) -> str:
    """The code of a city by its name, its code or a nickname."""
    code = city_code(text)
    return NICKNAMES.get(code, code)


@cache
def _equals() -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Every known phrase with the phrases of all the sets it is in, itself first."""
    table: dict[Phrase, dict[Phrase, None]] = {}
    for line in (*SETS, *_taxonomy()):
        phrases = [words(phrase) for phrase in line]
        for phrase in phrases:
            table.setdefault(phrase, {phrase: None}).update(dict.fromkeys(phrases))
    return MappingProxyType({phrase: tuple(equals) for phrase, equals in table.items()})


def _taxonomy() -> Iterator[tuple[str, ...]]:
    for kind in KINDS:
        for term in vocabularies()[kind]:
            if term.synonyms:
                yield (term.label, *term.synonyms)


def groups(asked: tuple[str, ...]) -> tuple[tuple[Phrase, ...], ...]:
    """The words of a query as groups of equal phrases; the longest known phrase is taken first."""
    equals = _equals()
    longest = max(len(phrase) for phrase in equals)
    found: list[tuple[Phrase, ...]] = []
    at = 0
    while at < len(asked):
        length = next(
            (n for n in range(min(longest, len(asked) - at), 1, -1) if asked[at : at + n] in equals), 1
        )
        phrase = asked[at : at + length]
        found.append(equals.get(phrase, (phrase,)))
        at += length
    return tuple(found)
