"""One suite for every engine: what it finds, counts and measures is what the plain reference says."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import text

from domain.profiles.model import Role
from domain.search.criteria import Criterion, Op
from domain.search.entries import entry_of
from domain.search.geo import distance_m
from domain.search.listing import KEYS
from domain.search.model import Document, Point, Sort, Standing, Surface
from domain.search.ports import SearchEngine
from domain.search.query import Query
from domain.search.ranking import Rated, scorer
from domain.search.wording import corrections, wanted
from persistence.unit_of_work import SqlUnits
from tests import search_reference as reference
from tests.domain.search.builders import (
    NOW,
    TODAY,
    a_document,
    a_query,
    a_studio,
    document_lists,
    normal,
    searches,
)


class _Undone(Exception):
    pass


@pytest.fixture(params=["postgres"])
def engine_with(request: pytest.FixtureRequest, units: SqlUnits) -> Any:
    """Opens an engine that holds exactly the documents given, and forgets them afterwards."""
    assert request.param == "postgres"

    @asynccontextmanager
    async def opened(*documents: Document) -> AsyncIterator[SearchEngine]:
        try:
            async with units() as uow:
                await uow.search.put(documents)
                yield uow.search
                raise _Undone  # noqa: TRY301
        except _Undone:
            pass

    return opened


async def ids(engine: SearchEngine, query: Query) -> list[str]:
    matches = await engine.matches(query, wanted(query.words, ()), as_of=NOW, most=100)
    assert matches.total == len(matches.candidates)
    return sorted(candidate.id for candidate in matches.candidates)


@given(document_lists, searches)
@settings(max_examples=80)
async def test_an_engine_finds_counts_and_measures_as_the_reference_does(
    engine_with: Any, documents: list[Document], query: Query
) -> None:
    words = wanted(query.words, ())
    expected = {document.id: document for document in reference.found(documents, query, words)}
    async with engine_with(*documents) as engine:
        matches = await engine.matches(query, words, as_of=NOW, most=100)
        counts = await engine.counts(query, words)
    assert {candidate.id for candidate in matches.candidates} == set(expected)
    assert matches.total == len(expected)
    assert counts == reference.counted(list(expected.values()), query)
    for candidate in matches.candidates:
        document = expected[candidate.id]
        assert candidate.standing == document.standing
        assert candidate.owner_id == document.owner_id
        assert math.isclose(candidate.distance_m, distance_m(query.origin, document.location), abs_tol=1)
        assert candidate.open_coming == sum(
            TODAY <= day < TODAY + timedelta(days=30) for day in document.open_days
        )
        assert (candidate.text > 0) == bool(words)
        # People have none; what somebody says of themselves under that name is not handed out.
        offered = document.terms.get("amenities", ()) if query.surface is Surface.STUDIOS else ()
        assert candidate.amenities == frozenset(offered)


@pytest.mark.parametrize("sort", list(Sort))
async def test_of_too_many_matches_the_first_by_the_sort_are_kept(engine_with: Any, sort: Sort) -> None:
    documents = [
        a_document(
            f"srv_{n:02}",
            location=Point(29.76 + n * 0.001, -95.37),
            price_from_cents=None if n == 7 else (n * 37) % 50 * 100,
            standing=Standing(rating_avg_hundredths=n * 10, rating_count=n),
            published_at=NOW - timedelta(days=(n * 13) % 40),
        )
        for n in range(20)
    ]
    query = a_query(sort=sort)
    async with engine_with(*documents) as engine:
        every = await engine.matches(query, (), as_of=NOW, most=100)
        some = await engine.matches(query, (), as_of=NOW, most=5)
    assert (some.total, len(some.candidates)) == (20, 5)
    order = sorted(
        every.candidates, key=lambda candidate: KEYS[sort](Rated(candidate, scorer(query, NOW)(candidate)))
    )
    if sort is not Sort.DEFAULT:
        assert [c.id for c in some.candidates] == [c.id for c in order[:5]]
    else:
        assert {c.id for c in some.candidates} == {f"srv_{n}" for n in range(15, 20)}


async def test_a_document_comes_back_as_it_went_in(engine_with: Any) -> None:
    document = a_document(
        "srv_x",
        description="Black & white — “film”",
        linked_studio="East End",
        open_days=frozenset({TODAY}),
        highlights=("Fashion",),
        terms={"genres": ("fashion", "swim"), "tags": ("a_b",)},
        numbers={"heightCm": 170},
        flags={"travelReady": True},
    )
    async with engine_with(document) as engine:
        assert await engine.documents(["srv_x", "srv_unknown"]) == {"srv_x": document}
        assert await engine.indexed(Surface.PEOPLE) == {"srv_x": entry_of(document)}
        await engine.put([replace(document, title="Grace")])
        assert (await engine.documents(["srv_x"]))["srv_x"].title == "Grace"
        await engine.remove(["srv_x"])
        assert await engine.indexed(Surface.PEOPLE) == {}


async def test_people_and_studios_never_mix(engine_with: Any) -> None:
    async with engine_with(a_document(), a_studio()) as engine:
        assert await ids(engine, a_query(surface=Surface.PEOPLE)) == ["srv_1"]
        assert await ids(engine, a_query(surface=Surface.STUDIOS)) == ["std_1"]


async def test_safe_mode_keeps_band_two_and_fan_sub_away(engine_with: Any) -> None:
    cards = [
        a_document("srv_0", nsfw_band=0),
        a_document("srv_1", nsfw_band=1),
        a_document("srv_2", nsfw_band=2),
        a_document("srv_f", role=Role.FANSUB),
    ]
    async with engine_with(*cards) as engine:
        assert await ids(engine, normal()) == ["srv_0", "srv_1"]
        assert await ids(engine, normal(safe_mode=False, adult=True)) == ["srv_0", "srv_1", "srv_2", "srv_f"]
        assert (
            await engine.starting_with(Surface.PEOPLE, "houston", Role.FANSUB, wanted(("ada",), ()), 9) == []
        )


async def test_who_comes_to_the_buyer_is_found_from_further_away(engine_with: Any) -> None:
    far = Point(29.95, -95.37)  # some 21 km north of the centre
    async with engine_with(a_document("srv_stays"), a_document("srv_comes", reach_km=30)) as engine:
        assert await ids(engine, a_query(origin=far, radius_km=10)) == ["srv_comes"]
        assert await ids(engine, a_query(origin=far, radius_km=25)) == ["srv_comes", "srv_stays"]


@pytest.mark.parametrize(
    "hostile",
    [
        "' | !! & <-> :* ()",
        "fashion' & 'x",
        "a:b:c:*A",
        "%",
        "_",
        "100%_\\",
        "'; drop table search_doc; --",
        "\uff26\uff21\uff33\uff28",
        "🎬",
        "\u202eevil",
        "and or not",
        "x" * 200,
    ],
)
async def test_hostile_words_are_only_words(engine_with: Any, hostile: str) -> None:
    async with engine_with(a_document(terms={"genres": ("fashion",)})) as engine:
        query = normal(query=hostile)
        assert len(await ids(engine, query)) in {0, 1}
        words = wanted(query.words, await engine.near_words(query.surface, query.words))
        await engine.counts(query, words)
        if words:
            await engine.starting_with(query.surface, "houston", None, words, 5)
        assert await engine.common_terms(query.surface, "houston", ["genres"], hostile[:60], 5) == []


async def test_wildcards_are_letters_in_a_prefix(engine_with: Any) -> None:
    async with engine_with(a_document(terms={"genres": ("fashion",)})) as engine:
        assert await engine.common_terms(Surface.PEOPLE, "houston", ["genres"], "f%", 5) == []
        assert await engine.common_terms(Surface.PEOPLE, "houston", ["genres"], "fash", 5) == [
            ("genres", "fashion")
        ]


async def test_misspelt_words_find_what_they_look_like(engine_with: Any) -> None:
    async with engine_with(a_document(terms={"specialties": ("portrait",)})) as engine:
        known = await engine.near_words(Surface.PEOPLE, ("portriat",))
        assert known == {"portrait"}
        matches = await engine.matches(
            a_query(words=("portriat",)), wanted(("portriat",), known), as_of=NOW, most=5
        )
        assert matches.total == 1
        assert await engine.near_words(Surface.STUDIOS, ("portriat",)) == frozenset()


@pytest.mark.parametrize(
    ("slip", "meant_word"),
    [
        ("fahsion", "fashion"),
        ("fasion", "fashion"),
        ("weding", "wedding"),
        ("wdeding", "wedding"),
        ("protrait", "portrait"),
        ("editoral", "editorial"),
        ("edtiroial", "editorial"),
        ("swin", "swim"),
        ("lovlace", "lovelace"),
    ],
)
async def test_common_slips_are_forgiven(engine_with: Any, slip: str, meant_word: str) -> None:
    terms = {"genres": ("fashion", "editorial", "swim"), "specialties": ("wedding", "portrait")}
    async with engine_with(a_document(terms=terms)) as engine:
        known = await engine.near_words(Surface.PEOPLE, (slip,))
        assert corrections((slip,), known) == (meant_word,)
        assert await engine.near_words(Surface.PEOPLE, (meant_word,)) == {meant_word}


async def test_as_many_followers_as_there_can_be_are_filtered(engine_with: Any) -> None:
    crowds = [
        a_document("srv_few", numbers={"followers": 7}),
        a_document("srv_all", numbers={"followers": 2**31 - 1}),
    ]
    async with engine_with(*crowds) as engine:
        many = Criterion("followers", Op.BETWEEN, (1_999_999_999, None))
        assert await ids(engine, a_query(all_of=(many,))) == ["srv_all"]
        assert await ids(engine, a_query(all_of=(replace(many, values=(None, 1_999_999_999)),))) == [
            "srv_few"
        ]


async def test_names_and_terms_count_for_more_than_prose(engine_with: Any) -> None:
    cards = [
        a_document("srv_prose", description="I once saw a wedding"),
        a_document("srv_term", terms={"specialties": ("wedding",)}),
        a_document("srv_name", title="Wedding Bells"),
    ]
    async with engine_with(*cards) as engine:
        words = wanted(("wedding",), ())
        found = await engine.matches(a_query(words=("wedding",)), words, as_of=NOW, most=5)
        best_first = sorted(found.candidates, key=lambda candidate: -candidate.text)
        assert [candidate.id for candidate in best_first] == ["srv_name", "srv_term", "srv_prose"]
        suggested = await engine.starting_with(Surface.PEOPLE, "houston", None, words, 5)
        assert [document.id for document in suggested] == ["srv_name", "srv_term"]


async def test_putting_the_same_document_again_writes_nothing(units: SqlUnits) -> None:
    document = a_document()
    place = text("select ctid::text from search_doc")
    async with units() as uow:
        await uow.search.put([document])
        before = await uow.connection.scalar(place)
        await uow.search.put([document])
        assert await uow.connection.scalar(place) == before
        await uow.search.put([replace(document, open_days=frozenset({TODAY}))])
        assert await uow.connection.scalar(place) != before


async def test_each_question_is_one_statement_however_much_there_is(engine_with: Any, api: Any) -> None:
    query = a_query(words=("ada",), all_of=(Criterion("verified", Op.EQ, (False,)),))
    spent = []
    for size in (1, 40):
        async with engine_with(*[a_document(f"srv_{n}") for n in range(size)]) as engine:
            with api.statements() as statements:
                await ids(engine, query)
                await engine.counts(query, wanted(query.words, ()))
                await engine.documents([f"srv_{n}" for n in range(size)])
                await engine.near_words(query.surface, query.words)
            spent.append(len(statements))
    assert spent == [4, 4]
