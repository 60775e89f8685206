"""Pages of results read by one statement: the same answers as the reference executor gives, and never old ones."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from domain.ids import UserId
from domain.search.model import Document, Preview, Social, Standing
from domain.viewer import Viewer
from persistence.tables.accounts import account
from persistence.tables.common import city
from server.gathering import gathering
from tests.api.test_search import crowd, found, put, search
from tests.domain.search.builders import a_document, a_studio
from tests.executors import both, same
from tests.world import Person, World

CARD = (
    "id kind score distanceKm priceFromCents priceToCents currency city region displayName name handle slug role"
    " deepLink verified trusted socialVerified instantBook ratingAvg ratingCount isNew preview thumbUrl nsfwBand"
    " highlights linkedStudioName depositRequired availableOnDate __typename"
    " social { platform handle verified followers engagementRate avgViews }"
    " why { factor signal weight contribution note }"
)
SEARCH = (
    "query ($input: SearchInput!) { search(input: $input) { total nextCursor page queryHash suggestions"
    f" items {{ {CARD} }} facets {{ field buckets {{ value label count }} }} }} }}"
)
GUEST = Viewer()


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def asked(api: World, viewer: Viewer = GUEST, **given: Any) -> Any:
    """A page on both executors, asserted to be the same."""
    variables = {"input": {"city": "houston", "surface": "PEOPLE"} | given}
    return (await same(api.process.engine, viewer, SEARCH, variables))["search"]


def a_full_crowd() -> list[Document]:
    shot = Preview("public/a b.webp", "public/t.webp", 1600, None, 'Alt "\\ \u2028 🎬', blur=True)
    ada = a_document(
        "srv_ada",
        title='Ada "\\ \u2028 🎬',
        preview=shot,
        highlights=("Fashion", "Ünïcode"),
        social=(Social("INSTAGRAM", "@ada", 500, 0.5, None), Social("TIKTOK", "@ada")),
        social_verified=True,
        linked_studio="Loft",
        price_from_cents=None,
        price_to_cents=None,
        terms={"genres": ("fashion",)},
        numbers={"heightCm": 180},
    )
    return [ada, *crowd(30)]


@pytest.mark.parametrize("sort", ["DEFAULT", "TOP_RATED", "NEW", "DISTANCE", "PRICE_LOW", "PRICE_HIGH"])
async def test_every_page_of_every_sort_is_the_same_on_both(api: World, sort: str) -> None:
    await put(api, *a_full_crowd())
    shown: list[str] = []
    cursor = None
    while True:
        page = await asked(api, sort=sort, pageSize=12, cursor=cursor)
        shown += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert len(shown) == len(set(shown)) == page["total"] == 31


async def test_filters_words_days_and_studios_are_the_same_on_both(api: World) -> None:
    async with api.units() as uow:
        tomorrow = (uow.now + timedelta(days=1)).date()
    ada, *others = a_full_crowd()
    studio = a_studio(preview=Preview("public/s.webp", "public/st.webp"), terms={"amenities": ("parking",)})
    await put(api, replace(ada, open_days=frozenset({tomorrow})), *others, studio)
    assert len((await asked(api, date=tomorrow.isoformat()))["items"]) == 1
    assert (await asked(api, role="MODEL", model={"heightMinCm": 170}))["total"] == 1
    assert (await asked(api, query="adda"))["total"] > 0
    assert (await asked(api, verifiedOnly=True, budgetMaxCents=15_000))["total"] > 0
    places = await asked(api, surface="STUDIOS", studios={"parking": True})
    assert places["items"][0]["name"] == studio.title
    nothing = await asked(api, query="zeppelin")
    assert (nothing["items"], nothing["total"], nothing["facets"]) == ([], 0, [])


async def test_a_page_that_is_kept_is_one_statement_whatever_its_size(api: World) -> None:
    await put(api, *crowd(60))
    for size in (1, 50):
        before = await found(api, pageSize=size)
        with api.statements() as statements:
            assert await found(api, pageSize=size) == before
        assert len(before) == size
        assert len(statements) == 1


async def test_a_change_of_the_index_is_seen_by_the_next_search(api: World) -> None:
    await put(api, a_document("srv_a"))
    assert await found(api) == ["srv_a"]
    await put(api, a_document("srv_a"), a_document("srv_b", standing=Standing(500, 900)))
    assert set(await found(api)) == {"srv_a", "srv_b"}
    async with api.units() as uow:
        await uow.search.put([a_document("srv_b", city="austin")])
    assert await found(api) == ["srv_a"]
    assert await found(api, city="austin", radiusKm=500) == ["srv_b"]
    async with api.units() as uow:
        await uow.search.remove(["srv_a"])
    assert await found(api) == []


async def test_many_who_ask_alike_at_once_have_it_ranked_once(api: World) -> None:
    await put(api, *crowd(5))
    expected = await found(api)
    for change in ((), (a_document("srv_x"),)):
        await put(api, *change)
        with api.statements() as statements:
            pages = await asyncio.gather(*(found(api, pageSize=19) for _ in range(8)))
        assert {tuple(sorted(page)) for page in pages} == {
            tuple(sorted([*expected, *(d.id for d in change)]))
        }
        assert sum("count(*) OVER" in statement for statement in statements.seen) == 1


async def test_a_row_that_stays_as_it_was_outdates_nothing(api: World) -> None:
    document = replace(a_document("srv_a"))
    async with api.units() as uow:
        await uow.search.put([document])
    assert await found(api) == ["srv_a"]
    async with api.units() as uow:
        await uow.search.put([document])
        await uow.search.put([a_document("srv_x", city="austin")])
    with api.statements() as statements:
        assert await found(api) == ["srv_a"]
    assert len(statements) == 1


async def removed_and_taken_back(api: World, card: str) -> None:
    async with api.units() as uow:
        await uow.search.remove([card])
        raise ZeroDivisionError


async def test_what_was_taken_back_outdates_nothing(api: World) -> None:
    await put(api, a_document("srv_a"))
    assert await found(api) == ["srv_a"]
    with pytest.raises(ZeroDivisionError):
        await removed_and_taken_back(api, "srv_a")
    with api.statements() as statements:
        assert await found(api) == ["srv_a"]
    assert len(statements) == 1


async def test_a_city_that_closes_hides_its_pages_at_once(api: World) -> None:
    await put(api, a_document("srv_a"))
    assert await found(api) == ["srv_a"]
    async with api.units() as uow:
        await uow.connection.execute(update(city).where(city.c.code == "houston").values(active=False))
    assert (await search(api)).code == "SEARCH_CITY_GATED"


async def test_what_an_adult_is_shown_is_kept_from_everybody_else(api: World) -> None:
    await put(api, a_document("srv_0"), a_document("srv_2", nsfw_band=2))
    adult, other = await api.sign_up(), await api.sign_up()
    async with api.units() as uow:
        await uow.connection.execute(
            update(account).where(account.c.user_id == adult.user_id).values(age_verified=True)
        )
    page = await asked(api, reader(adult), safeMode=False)
    assert {item["id"] for item in page["items"]} == {"srv_0", "srv_2"}
    for viewer in (reader(other), GUEST):
        variables = {"input": {"city": "houston", "surface": "PEOPLE", "safeMode": False}}
        answers = await both(api.process.engine, viewer, SEARCH, variables)
        assert answers.compiled is None
        assert answers.reference["errors"][0]["extensions"]["code"] == "SEARCH_UNDERAGE_SAFEMODE"


async def test_searches_are_counted_without_a_write_of_their_own(api: World) -> None:
    await put(api, a_document(terms={"genres": ("fashion",)}))
    for _ in range(4):
        await found(api, query="fashion")
    with api.statements() as statements:
        await found(api, query="fashion")
    assert len(statements) == 1
    await api.drain()
    assert await counted(api) == [("fashion", 5)]


async def counted(api: World) -> list[tuple[str, int]]:
    async with api.units() as uow:
        rows = await uow.connection.execute(text("select text, searches from search_query"))
        return [(row.text, row.searches) for row in rows]


async def test_what_was_gathered_is_written_down_at_the_end_of_the_process(api: World) -> None:
    await put(api, a_document(terms={"genres": ("fashion",)}))
    async with gathering(api.services, every_s=3600):
        await found(api, query="fashion")
        assert await counted(api) == []
    assert await counted(api) == [("fashion", 1)]
