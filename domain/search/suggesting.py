"""What to offer while somebody types."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from domain.errors import Invalid
from domain.ports import UnitOfWork
from domain.profiles.model import Role
from domain.search.actions import city_asked
from domain.search.facets import label_of
from domain.search.fields import TERMS
from domain.search.model import Document, Suggestion, Surface
from domain.search.query import text_words
from domain.search.remembering import popular_since
from domain.search.scope import surface_asked
from domain.search.wording import corrections, wanted
from domain.search.words import words
from domain.validation import Problems

SUGGESTED_MOST: Final = 10
CARDS_MOST: Final = 5
COMPLETIONS_MOST: Final = 8


async def suggest(
    uow: UnitOfWork, text: str, surface: Surface, role: Role | None, city_name: str
) -> list[Suggestion]:
    """People or studios, then terms, cities and what others search for, that begin like the words."""
    if surface is Surface.STUDIOS and role is not None:
        raise Invalid(
            "VALIDATION_FAILED", "Studios have no role.", fields={"role": "Leave it out for studios."}
        )
    city = await city_asked(uow, city_name)
    typed = _typed(text)
    prefix = "_".join(typed)
    cards = await _cards(uow, surface, role, city.code, typed) if typed else []
    terms = await uow.search.common_terms(surface, city.code, TERMS[surface], prefix, CARDS_MOST)
    since = popular_since(uow.now)
    asked = await uow.search_sources.popular(
        surface, city.code, " ".join(typed), since=since, most=CARDS_MOST
    )
    open_cities = await uow.common.cities(active_only=True) if typed else []
    offered = (
        *(_card(document) for document in cards),
        *(Suggestion(label_of(field, value), _kind(field)) for field, value in terms),
        *(Suggestion(each.name, "city") for each in open_cities if _begins(each.name, typed)),
        *(Suggestion(line, "query") for line in asked),
    )
    return list(islice(_once(offered), SUGGESTED_MOST))


async def complete(uow: UnitOfWork, text: str, scope: str, city_name: str) -> list[str]:
    """The same as plain text."""
    offered = await suggest(uow, text, surface_asked(None, scope), None, city_name)
    return list({item.text.casefold(): item.text for item in offered}.values())[:COMPLETIONS_MOST]


def _typed(text: str) -> tuple[str, ...]:
    problems = Problems()
    typed = text_words(text, "query", problems)
    problems.raise_if_any()
    return typed


async def _cards(
    uow: UnitOfWork, surface: Surface, role: Role | None, city: str, typed: tuple[str, ...]
) -> list[Document]:
    known = await uow.search.near_words(surface, typed)
    near = corrections(typed, known)
    return await uow.search.starting_with(surface, city, role, wanted(typed, near), CARDS_MOST)


def _card(document: Document) -> Suggestion:
    return Suggestion(
        document.title,
        "studio" if document.surface is Surface.STUDIOS else "profile",
        id=document.id,
        deep_link=document.deep_link,
        thumb_key=document.preview.thumb_key if document.preview else None,
    )


def _kind(field: str) -> str:
    return "amenity" if field == "amenities" else "genre"


def _begins(name: str, typed: tuple[str, ...]) -> bool:
    return " ".join(words(name)).startswith(" ".join(typed))


def _once(offered: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """A term that is a genre and a specialty, or a person twice in one line, is offered once."""
    seen: set[tuple[str, str, str | None]] = set()
    for item in offered:
        key = (item.kind, item.text.casefold(), item.id)
        if key not in seen:
            seen.add(key)
            yield item
