"""Looking for people and studios."""

from dataclasses import dataclass
from typing import Final

from domain.common.cities import City
from domain.ids import UserId
from domain.ports import UnitOfWork
from domain.search.diversity import NEW_BELOW_REVIEWS
from domain.search.facets import facets_of
from domain.search.fields import TERMS
from domain.search.listing import Listing, Position, listed
from domain.search.model import Document, Facet
from domain.search.query import Query, SearchRequest, normalized
from domain.search.ranking import Scored
from domain.search.remembering import popular_since, remember
from domain.search.scope import require_open
from domain.search.synonyms import city_meant
from domain.search.wording import FEW, SUGGESTIONS_MOST, alternatives, corrections, wanted
from domain.viewer import Viewer

CURSOR: Final = "search"
# No more than this many matches of one search are ranked and can be paged through; the total tells the truth.
CANDIDATES_MOST: Final = 1000
CITY_NAME_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Card:
    """One result in its place."""

    document: Document
    scored: Scored
    # None when no day was asked for.
    available: bool | None

    @property
    def is_new(self) -> bool:
        return self.document.standing.rating_count < NEW_BELOW_REVIEWS


@dataclass(frozen=True, slots=True)
class Results:
    cards: tuple[Card, ...]
    facets: tuple[Facet, ...]
    total: int
    cursor: str | None
    query_hash: str
    suggestions: tuple[str, ...]


async def find(uow: UnitOfWork, viewer: Viewer, request: SearchRequest) -> Results:
    """One page of results, with counts over the whole and, where little was found, what else to look for."""
    query = await _understood(uow, viewer, request)
    known = await _known_words(uow, query)
    position = _position(uow, query, known)
    words = wanted(query.words, position.near)
    matches = await uow.search.matches(query, words, as_of=position.as_of, most=CANDIDATES_MOST)
    page = listed(matches.candidates, query, position)
    # Made of known words only: what somebody typed about a person nobody can find is nobody's business.
    if matches.total and query.safe_mode and known.issuperset(query.words or ("",)):
        await remember(uow, query)
    return Results(
        cards=await _cards(uow, query, page),
        facets=facets_of(query.surface, await uow.search.counts(query, words) if matches.total else {}),
        total=matches.total,
        cursor=uow.cursors.seal(CURSOR, page.position.sealed()) if page.position else None,
        query_hash=query.hash,
        suggestions=await _suggestions(uow, query, position) if matches.total < FEW else (),
    )


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
        return Position(query.hash, uow.now, near=corrections(query.words, known))
    return Position.opened(uow.cursors.open(CURSOR, query.cursor), query)


async def _cards(uow: UnitOfWork, query: Query, page: Listing) -> tuple[Card, ...]:
    documents = await uow.search.documents([card.candidate.id for card in page.cards])
    found = [(documents.get(card.candidate.id), card) for card in page.cards]
    return tuple(
        Card(document, card, available=card.candidate.open_asked > 0 if query.days else None)
        for document, card in found
        if document is not None
    )


async def _suggestions(uow: UnitOfWork, query: Query, position: Position) -> tuple[str, ...]:
    city, most = query.city.code, SUGGESTIONS_MOST
    since = popular_since(position.as_of)
    popular = await uow.search_sources.popular(query.surface, city, "", since=since, most=most)
    common = await uow.search.common_terms(query.surface, city, TERMS[query.surface], "", most)
    return alternatives(query.words, position.near, popular, [value for _, value in common])
