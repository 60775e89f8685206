"""What search needs of the world: an engine that finds, and the tables its index is made from."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.ids import MediaId, ProfileId, UserId
from domain.profiles.model import Role
from domain.search.entries import Entry
from domain.search.facets import Counts
from domain.search.memory import Line
from domain.search.model import Document, Matches, Owner, Standing, Surface
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

    async def edition(self, surface: Surface, city: str) -> int:
        """Another number whenever what a city has to show may have changed."""

    async def counts(self, query: Query, wanted: Wanted) -> Counts:
        """Counts over the whole result."""

    async def documents(self, ids: Sequence[str]) -> dict[str, Document]: ...

    async def starting_with(
        self, surface: Surface, city: str, role: Role | None, wanted: Wanted, most: int
    ) -> list[Document]:
        """Cards of a city, Safe-Mode on, in whose names and terms every group has a word that begins so."""

    async def common_terms(
        self, surface: Surface, city: str, fields: Sequence[str], prefix: str, most: int
    ) -> list[tuple[str, str]]:
        """The most frequent (field, value) in a city whose value begins so."""

    async def put(self, documents: Sequence[Document]) -> None:
        """Insert or replace; the same document twice changes nothing."""

    async def remove(self, ids: Collection[str]) -> None: ...

    async def indexed(self, surface: Surface) -> dict[str, Entry]:
        """What the index has of every page, by id."""


class SearchSources(Protocol):
    """What the index is made from beyond the pages themselves, and what was asked before."""

    async def published(self, surface: Surface, city: str | None = None) -> list[str]:
        """Ids of all live pages, whether or not they may be found."""

    async def lock(self, ids: Collection[str]) -> None:
        """Queue behind whoever writes the rows of these pages, until the transaction ends."""

    async def owned_by(self, user_ids: Collection[str]) -> dict[Surface, list[str]]:
        """Ids of all pages of these owners, drafts included."""

    async def sellers_of(self, lbg_id: str) -> list[str]:
        """Whose time a booking takes or took."""

    async def showing(self, media_id: str) -> list[str]:
        """Ids of the studios in whose gallery this picture hangs."""

    async def linked_to(self, studio_ids: Collection[str]) -> list[str]:
        """Ids of the role pages that show these studios."""

    async def owners(self, user_ids: Collection[str]) -> dict[UserId, Owner]:
        """Those of the owners whose account is active."""

    async def standings(
        self, surface: Surface, ids: Collection[str], *, since: datetime
    ) -> dict[str, Standing]:
        """Figures of bookings and inquiries, those since a moment counted apart; ratings are on the pages."""

    async def first_pictures(self, profile_ids: Collection[ProfileId]) -> dict[ProfileId, MediaId]:
        """The first public picture of each portfolio."""

    async def take_over(self, kind: str, subject: str) -> None:
        """Drop waiting jobs of this kind about this subject: the one that runs does their work."""

    async def asked(self, counts: Mapping[Line, int]) -> None:
        """Count queries that found something, in one statement."""

    async def popular(self, surface: Surface, city: str, prefix: str, *, since: date, most: int) -> list[str]:
        """Queries of a city that begin so, asked often enough to belong to nobody in particular."""
