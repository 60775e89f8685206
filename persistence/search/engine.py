"""The search engine that needs nothing but the database."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Row,
    Text,
    bindparam,
    cast,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.profiles.model import Role
from domain.search.entries import Entry
from domain.search.facets import Counts
from domain.search.model import Candidate, Document, Matches, Sort, Standing, Surface
from domain.search.query import Query
from domain.search.signals import COMING_DAYS
from domain.search.wording import Wanted
from persistence.search.conditions import asked, begun, distance_m, found_by, open_between
from persistence.search.counting import counted
from persistence.search.guard import engine_errors
from persistence.search.rows import STANDING, document_of, row_of, vocabulary
from persistence.tables.search import search_doc as doc
from persistence.tables.search import search_edition, search_word

# Words that are known need no look-alikes. For others the vocabulary, some thousand words, is read through:
# an index would need a threshold that loses a third of all words with a slip.
_NEAR = text(
    """
    with asked as (
        select word, exists (select from search_word known
                             where known.surface = :surface and known.word = given.word) as known
        from unnest(:words) as given(word)
    )
    select word from asked where known
    union
    select near.word
    from asked cross join lateral (
        select other.word from search_word other
        where other.surface = :surface and not asked.known and length(asked.word) > 2
          and length(other.word) between length(asked.word) - 2 and length(asked.word) + 2
          and similarity(other.word, asked.word) >= 0.1
        order by similarity(other.word, asked.word) desc, other.word limit 20
    ) near
    """
).bindparams(bindparam("words", type_=ARRAY(Text)))


class Place(NamedTuple):
    surface: str
    city: str


class SqlSearchEngine:
    """`domain.search.ports.SearchEngine` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        # Surfaces and cities whose index this transaction has changed.
        self._changed: set[Place] = set()

    @engine_errors()
    async def edition(self, surface: Surface, city: str) -> int:
        """What was never changed has edition 0."""
        known = select(search_edition.c.edition).where(
            search_edition.c.surface == surface.value, search_edition.c.city == city
        )
        return await self._connection.scalar(known) or 0

    @engine_errors()
    async def near_words(self, surface: Surface, words: Sequence[str]) -> frozenset[str]:
        rows = await self._connection.execute(_NEAR, {"surface": surface.value, "words": list(words)})
        return frozenset(row.word for row in rows)

    @engine_errors()
    async def matches(self, query: Query, wanted: Wanted, *, as_of: datetime, most: int) -> Matches:
        statement = (
            select(*_RAW, *_measured(query, wanted, as_of), func.count().over().label("total"))
            .where(found_by(query, wanted))
            .order_by(*_PREFERRED[query.sort](query), doc.c.id)
            .limit(most)
        )
        rows = (await self._connection.execute(statement)).all()
        return Matches(tuple(map(_candidate, rows)), rows[0].total if rows else 0)

    @engine_errors()
    async def counts(self, query: Query, wanted: Wanted) -> Counts:
        return await counted(self._connection, query, wanted)

    @engine_errors()
    async def documents(self, ids: Sequence[str]) -> dict[str, Document]:
        rows = await self._connection.execute(select(doc).where(doc.c.id.in_(ids)))
        return {row["id"]: document_of(row) for row in rows.mappings()}

    @engine_errors()
    async def starting_with(
        self, surface: Surface, city: str, role: Role | None, wanted: Wanted, most: int
    ) -> list[Document]:
        typed = begun(wanted)
        rows = await self._connection.execute(
            select(doc)
            .where(_public(surface, city), doc.c.words.bool_op("@@")(typed))
            .where(true() if role is None else doc.c.role == role.value)
            .order_by(func.ts_rank(doc.c.words, typed).desc(), doc.c.rating_count.desc(), doc.c.id)
            .limit(most)
        )
        return [document_of(row) for row in rows.mappings()]

    @engine_errors()
    async def common_terms(
        self, surface: Surface, city: str, fields: Sequence[str], prefix: str, most: int
    ) -> list[tuple[str, str]]:
        term = func.unnest(doc.c.terms).alias("term")
        field, value = func.split_part(term.column, ":", 1), func.split_part(term.column, ":", 2)
        rows = await self._connection.execute(
            select(field.label("field"), value.label("value"))
            .select_from(doc.join(term, literal(value=True)))
            .where(_public(surface, city), field.in_(fields), func.starts_with(value, prefix))
            .group_by(field, value)
            .order_by(func.count().desc(), value)
            .limit(most)
        )
        return [(row.field, row.value) for row in rows]

    @engine_errors()
    async def put(self, documents: Sequence[Document]) -> None:
        if not documents:
            return
        new = insert(doc).values([row_of(document) for document in documents])
        changed = {column.name: new.excluded[column.name] for column in doc.c if column.name != "id"}
        differs = or_(*(doc.c[name] != new.excluded[name] for name in _TELLING))
        before = await self._places([document.id for document in documents])
        written = await self._connection.execute(
            new.on_conflict_do_update(index_elements=["id"], set_=changed, where=differs).returning(
                doc.c.id, doc.c.surface, doc.c.city
            )
        )
        for row in written:
            self._changed |= {Place(row.surface, row.city), before.get(row.id, Place(row.surface, row.city))}
        await self._learn(documents)

    @engine_errors()
    async def remove(self, ids: Collection[str]) -> None:
        gone = delete(doc).where(doc.c.id.in_(ids)).returning(doc.c.surface, doc.c.city)
        self._changed |= {Place(row.surface, row.city) for row in await self._connection.execute(gone)}

    async def settle(self) -> None:
        """Begin a new edition of whatever was changed; late, for others queue behind it."""
        changed, self._changed = sorted(self._changed), set()
        if not changed:
            return
        new = insert(search_edition).values([{**place._asdict(), "edition": 1} for place in changed])
        await self._connection.execute(
            new.on_conflict_do_update(
                index_elements=["surface", "city"], set_={"edition": search_edition.c.edition + 1}
            )
        )

    @engine_errors()
    async def indexed(self, surface: Surface) -> dict[str, Entry]:
        rows = await self._connection.execute(
            select(doc.c.id, doc.c.fingerprint, doc.c.open_days).where(doc.c.surface == surface.value)
        )
        return {row.id: Entry(row.fingerprint, frozenset(row.open_days)) for row in rows}

    async def _places(self, ids: Sequence[str]) -> dict[str, Place]:
        rows = await self._connection.execute(
            select(doc.c.id, doc.c.surface, doc.c.city).where(doc.c.id.in_(ids))
        )
        return {row.id: Place(row.surface, row.city) for row in rows}

    async def _learn(self, documents: Sequence[Document]) -> None:
        known = {(document.surface.value, word) for document in documents for word in vocabulary(document)}
        if known:
            rows = [{"surface": surface, "word": word} for surface, word in sorted(known)]
            await self._connection.execute(insert(search_word).values(rows).on_conflict_do_nothing())


# What differs when a document does: the fingerprint leaves out what time alone changes.
_TELLING: Final = ("fingerprint", "open_days", "bookings_recent", "inquiries_recent")

# Figures first, in the order `Standing` takes them.
_RAW: Final = (
    *(doc.c[name] for name in STANDING),
    doc.c.id,
    doc.c.owner_user_id,
    doc.c.updated_at,
    doc.c.published_at,
    doc.c.price_from_cents,
    doc.c.verified,
    doc.c.trusted,
    doc.c.completeness,
)

# Which matches to keep when there are more than may be ranked.
_PREFERRED: Final[Mapping[Sort, Callable[[Query], tuple[ColumnElement[Any], ...]]]] = {
    Sort.DEFAULT: lambda _: (
        doc.c.rating_avg_hundredths.desc(),
        doc.c.rating_count.desc(),
        doc.c.updated_at.desc(),
    ),
    Sort.TOP_RATED: lambda _: (doc.c.rating_avg_hundredths.desc(), doc.c.rating_count.desc()),
    Sort.NEW: lambda _: (doc.c.published_at.desc(),),
    Sort.DISTANCE: lambda query: (distance_m(query),),
    Sort.PRICE_LOW: lambda _: (doc.c.price_from_cents.asc().nulls_last(),),
    Sort.PRICE_HIGH: lambda _: (doc.c.price_from_cents.desc().nulls_last(),),
}


def _measured(query: Query, wanted: Wanted, as_of: datetime) -> list[ColumnElement[Any]]:
    today = as_of.astimezone(query.city.zone).date()
    relevance = cast(func.ts_rank(doc.c.words, asked(wanted)), Double) if wanted else literal(0.0)
    return [
        distance_m(query).label("distance_m"),
        relevance.label("text"),
        # Only places have amenities; what people say of themselves is not read for nothing.
        (doc.c.terms if query.surface is Surface.STUDIOS else null()).label("terms"),
        open_between(today, today + timedelta(days=COMING_DAYS - 1)).label("open_coming"),
        (open_between(*query.days) if query.days else literal(0)).label("open_asked"),
    ]


def _public(surface: Surface, city: str) -> ColumnElement[bool]:
    """What may be suggested to anybody."""
    in_city = (doc.c.surface == surface.value) & (doc.c.city == city)
    return in_city & (doc.c.nsfw_band <= 1) & doc.c.role.is_distinct_from(Role.FANSUB.value)


def _candidate(row: Row[*tuple[Any, ...]]) -> Candidate:
    """By position, in the order of `_RAW` and `_measured`: names would cost more than all of ranking."""
    at = len(STANDING)
    card_id, owner_id, updated_at, published_at, price, verified, trusted, completeness = row[at : at + 8]
    distance, relevance, terms, open_coming, open_asked, _ = row[at + 8 :]
    return Candidate(
        card_id,
        owner_id,
        updated_at,
        published_at,
        distance,
        relevance,
        price,
        verified,
        trusted,
        completeness,
        Standing(*row[:at]),
        open_coming,
        open_asked,
        _amenities(terms) if terms else _NONE,
    )


_NONE: Final[frozenset[str]] = frozenset()


def _amenities(terms: Sequence[str]) -> frozenset[str]:
    return frozenset(term.removeprefix("amenities:") for term in terms if term.startswith("amenities:"))
