"""Documents as rows of the index, and back."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import RowMapping

from domain.profiles.model import Role
from domain.search.entries import fingerprint
from domain.search.fields import FIELDS, Kind
from domain.search.model import (
    Document,
    Point,
    Preview,
    Social,
    Standing,
    Surface,
)
from domain.search.words import words
from persistence.search.conditions import term_of

# The furthest position a tsvector knows.
PLACE_MOST: Final = 16_383
STANDING = tuple(Standing.__dataclass_fields__)
_PLAIN = (
    "id",
    "city",
    "region",
    "title",
    "handle",
    "slug",
    "reach_km",
    "currency",
    "price_from_cents",
    "price_to_cents",
    "verified",
    "trusted",
    "social_verified",
    "instant_book",
    "deposit_required",
    "nsfw_band",
    "completeness",
    "published_at",
    "updated_at",
)


def row_of(document: Document) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(document, name) for name in _PLAIN}
    row |= {name: getattr(document.standing, name) for name in STANDING}
    row |= {
        "surface": document.surface.value,
        "owner_user_id": document.owner_id,
        "role": document.role and document.role.value,
        "lat": document.location.lat,
        "lon": document.location.lon,
        "open_days": sorted(document.open_days),
        "terms": sorted(_terms(document)),
        "numbers": dict(document.numbers),
        "flags": dict(document.flags),
        "card": _card(document),
    }
    row["fingerprint"] = fingerprint(document)
    row["words"] = _vector(document)
    return row


def document_of(row: RowMapping) -> Document:
    card = row["card"]
    preview = card["preview"]
    return Document(
        **{name: row[name] for name in _PLAIN},
        surface=Surface(row["surface"]),
        owner_id=row["owner_user_id"],
        role=Role(row["role"]) if row["role"] else None,
        location=Point(row["lat"], row["lon"]),
        standing=Standing(**{name: row[name] for name in STANDING}),
        description=card["description"],
        linked_studio=card["linked_studio"],
        preview=Preview(**preview) if preview else None,
        highlights=tuple(card["highlights"]),
        social=tuple(Social(**metric) for metric in card["social"]),
        open_days=frozenset(row["open_days"]),
        terms=_by_field(row["terms"]),
        numbers=row["numbers"],
        flags=row["flags"],
    )


def vocabulary(document: Document) -> frozenset[str]:
    """The words a misspelt search may have meant: names and controlled values, not prose."""
    named, controlled, _ = _texts(document)
    return frozenset(word for word in words(f"{named} {controlled}") if len(word) > 2)


def _card(document: Document) -> dict[str, Any]:
    return {
        "description": document.description,
        "linked_studio": document.linked_studio,
        "preview": asdict(document.preview) if document.preview else None,
        "highlights": list(document.highlights),
        "social": [asdict(metric) for metric in document.social],
    }


def _terms(document: Document) -> Iterator[str]:
    for field, values in document.terms.items():
        if FIELDS[field].kind is Kind.TERM:
            yield from (term_of(field, value) for value in values)


def _by_field(terms: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in terms:
        field, _, value = entry.partition(":")
        found[field] = (*found.get(field, ()), value)
    return found


def _texts(document: Document) -> tuple[str, str, str]:
    """What is searched in, most telling first: names, controlled values, prose."""
    controlled = (value for values in document.terms.values() for value in values)
    named = (document.title, document.handle, document.linked_studio)
    return " ".join(filter(None, named)), " ".join(controlled), document.description


def _vector(document: Document) -> str:
    """Written out here rather than by the server, so that queries and every engine fold words alike.

    Words are letters and digits only, so the quotes hold; a gap keeps phrases from running across texts.
    """
    lexemes, place = [], 0
    for text, weight in zip(_texts(document), "ABD", strict=True):
        for word in words(text):
            place += 1
            lexemes.append(f"'{word}':{min(place, PLACE_MOST)}{weight}")
        place += 1
    return " ".join(lexemes)
