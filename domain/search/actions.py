"""Looking for people and studios."""

from collections.abc import Sequence
from typing import Any, Final

from domain.common.cities import City
from domain.ids import UserId
from domain.ports import UnitOfWork
from domain.search.facets import facets_of
from domain.search.fields import TERMS
from domain.search.listing import Position, listed
from domain.search.memory import Line, Memory, Shown, key_of, moment_of, print_of
from domain.search.query import Query, SearchRequest, normalized
from domain.search.ranking import Scored
from domain.search.remembering import popular_since
from domain.search.scope import require_open
from domain.search.shares import shown
from domain.search.synonyms import city_meant
from domain.search.telling import facets_json, why_json
from domain.search.wording import FEW, SUGGESTIONS_MOST, alternatives, corrections, wanted
from domain.viewer import Viewer

CURSOR: Final = "search"
# No more than this many matches of one search are ranked and can be paged through; the total tells the truth.
CANDIDATES_MOST: Final = 1000
CITY_NAME_MOST: Final = 100


async def find(uow: UnitOfWork, viewer: Viewer, request: SearchRequest, memory: Memory) -> Shown:
    """One page of results, with counts over the whole and, where little was found, what else to look for.

    Ranked anew unless the process has it and the index is still the one it was ranked by.
    """
    query = await _understood(uow, viewer, request)
    # Read first: what is ranked afterwards is of this edition or a later one, never of an earlier.
    edition = await uow.search.edition(query.surface, query.city.code)
    key = key_of(print_of(request), uow.now)
    page = memory.kept(key)
    if page is None or not page.holds(query.city, edition):
        page = await _ranked(uow, query, edition)
        memory.keep(key, page)
    return page


async def _ranked(uow: UnitOfWork, query: Query, edition: int) -> Shown:
    known = await _known_words(uow, query)
    position = _position(uow, query, known)
    words = wanted(query.words, position.near)
    matches = await uow.search.matches(query, words, as_of=position.as_of, most=CANDIDATES_MOST)
    page = listed(matches.candidates, query, position)
    counts = await uow.search.counts(query, words) if matches.total else {}
    return Shown(
        **_told(page.cards, query),
        facets=facets_json(facets_of(query.surface, counts)),
        total=matches.total,
        cursor=uow.cursors.seal(CURSOR, page.position.sealed()) if page.position else None,
        query_hash=query.hash,
        suggestions=await _suggestions(uow, query, position) if matches.total < FEW else [],
        surface=query.surface,
        city=query.city,
        edition=edition,
        line=_line(uow, query, known) if matches.total else None,
    )


def _told(cards: Sequence[Scored], query: Query) -> dict[str, Any]:
    asked = query.days is not None
    return {
        "ids": [card.candidate.id for card in cards],
        "scores": [shown(card.score) for card in cards],
        "distances_km": [card.candidate.distance_m / 1000 for card in cards],
        "available": [card.candidate.open_asked > 0 if asked else None for card in cards],
        "why": [why_json(card) for card in cards],
    }


def _line(uow: UnitOfWork, query: Query, known: frozenset[str]) -> Line | None:
    """Made of known words only: what somebody typed about a person nobody can find is nobody's business."""
    if not query.safe_mode or not known.issuperset(query.words or ("",)):
        return None
    return Line(query.surface, query.city.code, " ".join(query.words), uow.now.date())


async def city_asked(uow: UnitOfWork, name: str) -> City:
    """The city by name, code or nickname. Raises SEARCH_INVALID_LOCATION or SEARCH_CITY_GATED."""
    code = city_meant(name) if len(name) <= CITY_NAME_MOST else ""
    return require_open(await uow.common.city(code))


async def _understood(uow: UnitOfWork, viewer: Viewer, request: SearchRequest) -> Query:
    city = await city_asked(uow, request.city)
    adult = request.safe_mode is False and await _verified_adult(uow, viewer.user_id)
    return normalized(request, city, today=uow.now.astimezone(city.zone).date(), adult=adult)


async def _verified_adult(uow: UnitOfWork, user_id: UserId | None) -> bool:
    account = await uow.accounts.by_id(user_id) if user_id else None
    return account is not None and account.age_verified


async def _known_words(uow: UnitOfWork, query: Query) -> frozenset[str]:
    """Words of the index like those asked for; later pages have in their cursor what they need of them."""
    if query.cursor is not None or not query.words:
        return frozenset()
    return await uow.search.near_words(query.surface, query.words)


def _position(uow: UnitOfWork, query: Query, known: frozenset[str]) -> Position:
    if query.cursor is None:
        return Position(query.hash, moment_of(uow.now), near=corrections(query.words, known))
    return Position.opened(uow.cursors.open(CURSOR, query.cursor), query)


async def _suggestions(uow: UnitOfWork, query: Query, position: Position) -> list[str]:
    city, most = query.city.code, SUGGESTIONS_MOST
    since = popular_since(position.as_of)
    popular = await uow.search_sources.popular(query.surface, city, "", since=since, most=most)
    common = await uow.search.common_terms(query.surface, city, TERMS[query.surface], "", most)
    return list(alternatives(query.words, position.near, popular, [value for _, value in common]))
