"""What search needs of the world: an engine that finds, and the tables its index is made from."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.search.model import Document, Facet, Matches, Surface
from domain.search.query import Query
from domain.search.wording import Wanted


class SearchEngine(Protocol):
    """Finds and counts. It never ranks: it hands out raw signals and the domain does the weighing.

    An engine that cannot be reached raises Unavailable SEARCH_ENGINE_ERROR.
    """

    async def near_words(self, surface: Surface, words: Sequence[str]) -> frozenset[str]:
        """Words of the index that are, or look like, the words given."""

    async def matches(self, query: Query, wanted: Wanted, *, as_of: datetime, most: int) -> Matches:
        """What passes every filter: the true total, and at most `most` of them.

        Of more, those that come first by the sort asked for; for the default sort, the best rated.
        """

    async def facets(self, query: Query, wanted: Wanted) -> tuple[Facet, ...]:
        """Counts over the whole result."""

    async def documents(self, ids: Sequence[str]) -> dict[str, Document]: ...

    async def starting_with(
        self, surface: Surface, city: str, words: Sequence[str], most: int
    ) -> list[Document]:
        """Cards of a city, Safe-Mode on, in whose name, handle or terms each word begins or is meant."""

    async def common_terms(
        self, surface: Surface, city: str, prefix: str, most: int
    ) -> list[tuple[str, str]]:
        """The most frequent (field, value) of genres, specialties, categories or amenities in a city."""

    async def put(self, documents: Sequence[Document]) -> None:
        """Insert or replace; the same document twice changes nothing."""

    async def remove(self, ids: Collection[str]) -> None: ...

    async def indexed(self, surface: Surface, ids: Collection[str] | None = None) -> dict[str, str]:
        """Fingerprint by id of what is in the index."""


class SearchSources(Protocol):
    """The tables behind the index, and what was asked before."""

    async def searchable(
        self, surface: Surface, ids: Collection[str] | None = None, *, as_of: datetime
    ) -> list[Document]:
        """Documents of what may be found at this moment: published, in an open city, complete enough."""

    async def owned_by(self, user_id: str) -> list[tuple[Surface, str]]: ...

    async def asked(self, surface: Surface, city: str, text: str, at: datetime) -> None:
        """Count a query that found something."""

    async def popular(self, surface: Surface, city: str, prefix: str, most: int) -> list[str]: ...
