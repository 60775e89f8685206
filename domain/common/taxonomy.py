"""The controlled vocabularies. Their words are data (taxonomy.csv): adding one changes no code."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class Term:
    key: str
    label: str
    group: str | None
    synonyms: tuple[str, ...]


@cache
def vocabularies() -> Mapping[str, tuple[Term, ...]]:
    """Every vocabulary by kind, terms in the order of the file."""
    found: dict[str, tuple[Term, ...]] = {}
    text = files(__package__).joinpath("taxonomy.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        synonyms = tuple(word for word in row["synonyms"].split("|") if word)
        term = Term(row["key"], row["label"], row["group"] or None, synonyms)
        found[row["kind"]] = (*found.get(row["kind"], ()), term)
    return MappingProxyType(found)


@cache
def keys(kind: str) -> frozenset[str]:
    """The allowlist of a kind that the code itself names; a kind nobody defined is a bug, hence KeyError."""
    return frozenset(term.key for term in vocabularies()[kind])
