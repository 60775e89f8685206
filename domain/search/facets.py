"""Counts beside a result: an engine counts values, this gives them names and an order."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from domain.common.taxonomy import vocabularies
from domain.search.fields import FACETS, FIELDS, Kind
from domain.search.model import Bucket, Facet, Surface

BUCKETS_MOST: Final = 30

# Field to value to number of results that have it.
Counts = Mapping[str, Mapping[str, int]]

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "genres": "genre",
        "specialties": "specialty",
        "categories": "creator_category",
        "platforms": "platform",
        "amenities": "amenity",
    }
)
_FLAGS: Final = {"true": "Yes", "false": "No"}


def facets_of(surface: Surface, counts: Counts) -> tuple[Facet, ...]:
    """The facets of a surface that have anything to count, most frequent value first."""
    return tuple(
        Facet(field, _buckets(field, counts[field])) for field in FACETS[surface] if counts.get(field)
    )


def label_of(field: str, value: str) -> str:
    if FIELDS[field].kind is Kind.FLAG:
        return _FLAGS[value]
    return _labels().get((field, value)) or value.replace("_", " ").capitalize()


def _buckets(field: str, counts: Mapping[str, int]) -> tuple[Bucket, ...]:
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Bucket(value, label_of(field, value), count) for value, count in most_first[:BUCKETS_MOST])


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    return {(field, term.key): term.label for field, kind in _KINDS.items() for term in vocabularies()[kind]}
