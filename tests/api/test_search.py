"""Search through the API: what is found, in which order and why, page by page, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from domain.profiles.model import Role
from domain.search.model import Document, Social, Standing
from persistence.tables.accounts import account
from persistence.tables.common import city
from tests.api import studio_world, supply
from tests.domain.search.builders import a_document, a_studio
from tests.world import Answer, World

SEARCH = """
query ($input: SearchInput!) { search(input: $input) {
  total nextCursor page queryHash suggestions
  items { id kind score displayName name role deepLink distanceKm priceFromCents ratingAvg ratingCount isNew
    verified instantBook nsfwBand thumbUrl preview highlights availableOnDate depositRequired linkedStudioName
    social { platform followers verified } why { factor signal weight contribution note } }
  facets { field buckets { value label count } } } }
"""
SUGGEST = """
query ($q: String!, $surface: SearchSurface!, $city: String!, $role: RoleType) {
  searchSuggest(query: $q, surface: $surface, city: $city, role: $role) { text kind id deepLink thumbUrl } }
"""
COMPLETE = (
    "query ($q: String!, $scope: String!, $city: String!) { autocomplete(q: $q, scope: $scope, city: $city) }"
)


async def put(api: World, *documents: Document) -> None:
    async with api.units() as uow:
        # Recent, as the business clock of the test stands.
        await uow.search.put(
            [
                replace(d, updated_at=uow.now - timedelta(days=n), published_at=uow.now - timedelta(days=n))
                for n, d in enumerate(documents)
            ]
        )


async def search(api: World, token: str | None = None, **given: Any) -> Answer:
    return await api.run(SEARCH, {"input": {"city": "houston", "surface": "PEOPLE"} | given}, token=token)


async def found(api: World, **given: Any) -> list[str]:
    return [item["id"] for item in (await search(api, **given)).data["search"]["items"]]


async def every_page(api: World, **given: Any) -> list[str]:
    shown: list[str] = []
    cursor = None
    while True:
        page = (await search(api, cursor=cursor, **given)).data["search"]
        shown += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            return shown


def crowd(count: int) -> list[Document]:
    return [
        a_document(
            f"srv_{n:026}",
            standing=Standing(rating_avg_hundredths=300 + n * 7 % 200, rating_count=n % 30),
            price_from_cents=10_000 + n * 311 % 9_000,
            verified=n % 3 == 0,
        )
        for n in range(count)
    ]


async def test_a_seller_who_publishes_is_found_a_moment_later(api: World) -> None:
    seller = await api.sign_up(displayName="Ada Lovelace")
    live = await supply.a_live_page(api, seller)
    await api.drain()
    page = (await search(api, role="MODEL", query="lovelace")).data["search"]
    (item,) = page["items"]
    assert (item["id"], item["kind"], item["role"]) == (live.profile_id, "service_profile", "MODEL")
    assert item["deepLink"] == f"/u/{seller.handle}/model"
    assert item["preview"]["thumbUrl"] == item["thumbUrl"]
    assert item["highlights"] == ["Fashion"]
    assert page["total"] == 1


async def test_a_studio_that_goes_live_is_found_among_studios_only(api: World) -> None:
    studio = await studio_world.live(api)
    await api.drain()
    assert await found(api, surface="STUDIOS") == [studio.studio_id]
    assert await found(api, surface=None, scope="studios", studios={"capacityMin": 1}) == [studio.studio_id]
    assert await found(api) == []


async def test_every_score_is_the_sum_of_its_factors(api: World) -> None:
    await put(api, *crowd(40))
    items = (await search(api, pageSize=40, budgetMaxCents=30_000)).data["search"]["items"]
    assert len(items) == 40
    for item in items:
        assert sum(factor["contribution"] for factor in item["why"]) == item["score"]
    scores = [item["score"] for item in items]
    assert scores == sorted(scores, reverse=True)


async def test_filters_narrow_and_facets_count_the_whole_result(api: World) -> None:
    await put(
        api,
        a_document("srv_a", verified=True, terms={"genres": ("fashion",)}, numbers={"heightCm": 180}),
        a_document("srv_b", terms={"genres": ("fashion", "swim")}, numbers={"heightCm": 165}),
        a_document("srv_c", role=Role.PHOTOGRAPHER, slug="photographer", terms={"role": ("photographer",)}),
    )
    page = (await search(api, pageSize=1)).data["search"]
    assert (len(page["items"]), page["total"]) == (1, 3)
    facets = {facet["field"]: facet["buckets"] for facet in page["facets"]}
    assert facets["genres"] == [
        {"value": "fashion", "label": "Fashion", "count": 2},
        {"value": "swim", "label": "Swim", "count": 1},
    ]
    assert facets["verified"][0] == {"value": "false", "label": "No", "count": 2}
    assert await found(api, verifiedOnly=True) == ["srv_a"]
    assert await found(api, role="MODEL", model={"heightMinCm": 170}) == ["srv_a"]
    assert await found(api, all=[{"field": "tags", "op": "eq", "value": "moody"}]) == []
    either = [
        {"field": "verified", "op": "eq", "value": True},
        {"field": "role", "op": "in", "value": ["PHOTOGRAPHER"]},
    ]
    assert await found(api, any=either) == ["srv_a", "srv_c"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"role": "PHOTOGRAPHER", "photographer": {"insurance": True, "turnaroundMaxDays": 7}}, ["srv_p"]),
        ({"role": "PHOTOGRAPHER", "photographer": {"turnaroundMaxDays": 2}}, []),
        ({"role": "VIDEOGRAPHER", "videographer": {"deliverableFormats": ["mp4"]}}, ["srv_v"]),
        ({"role": "CREATOR", "creator": {"platforms": ["TIKTOK"], "minFollowers": 100}}, ["srv_c"]),
        ({"role": "CREATOR", "creator": {"minFollowers": 1_000}}, []),
        ({"surface": "STUDIOS", "studios": {"naturalLight": True, "sizeMaxSqft": 900}}, ["std_s"]),
        ({"surface": "STUDIOS", "studios": {"accessibleStepFree": True}}, ["std_s"]),
        ({"surface": "STUDIOS", "studios": {"depositRequired": True}}, []),
        ({"surface": "STUDIOS", "studios": {"minCeilingFt": 10.0}}, []),
    ],
)
async def test_filters_of_roles_and_studios(api: World, given: dict[str, Any], expected: list[str]) -> None:
    await put(
        api,
        a_document("srv_p", role=Role.PHOTOGRAPHER, numbers={"turnaroundDays": 5}, flags={"insurance": True}),
        a_document("srv_v", role=Role.VIDEOGRAPHER, terms={"deliverableFormats": ("mp4", "prores")}),
        a_document("srv_c", role=Role.CREATOR, terms={"platforms": ("tiktok",)}, numbers={"followers": 500}),
        a_studio(
            "std_s",
            terms={"amenities": ("natural_light",), "accessibility": ("step_free",)},
            numbers={"sizeSqft": 800, "capacity": 9},
        ),
    )
    assert await found(api, **given) == expected


async def test_a_day_asked_for_shows_who_is_open(api: World) -> None:
    async with api.units() as uow:
        tomorrow: date = (uow.now + timedelta(days=1)).date()
    await put(api, a_document("srv_open", open_days=frozenset({tomorrow})), a_document("srv_full"))
    (item,) = (await search(api, date=tomorrow.isoformat())).data["search"]["items"]
    assert (item["id"], item["availableOnDate"]) == ("srv_open", True)
    span = {"from": tomorrow.isoformat(), "to": (tomorrow + timedelta(days=3)).isoformat()}
    assert await found(api, dateRange=span) == ["srv_open"]
    assert {item["availableOnDate"] for item in (await search(api)).data["search"]["items"]} == {None}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("TOP_RATED", ["srv_b", "srv_c", "srv_a"]),
        ("NEW", ["srv_a", "srv_b", "srv_c"]),
        ("DISTANCE", ["srv_c", "srv_a", "srv_b"]),
        ("PRICE_LOW", ["srv_c", "srv_b", "srv_a"]),
        ("PRICE_HIGH", ["srv_a", "srv_b", "srv_c"]),
    ],
)
async def test_the_five_sorts(api: World, sort: str, order: list[str]) -> None:
    here = a_document().location
    cards = [
        a_document("srv_a", price_from_cents=900, location=replace(here, lat=here.lat + 0.02)),
        a_document("srv_b", price_from_cents=500, location=replace(here, lat=here.lat + 0.04)),
        a_document("srv_c", price_from_cents=100),
    ]
    ratings = (Standing(300, 5), Standing(490, 9), Standing(450, 2))
    await put(api, *(replace(card, standing=rating) for card, rating in zip(cards, ratings, strict=True)))
    assert await found(api, sort=sort) == order


@pytest.mark.parametrize("sort", ["DEFAULT", "TOP_RATED", "NEW", "DISTANCE", "PRICE_LOW", "PRICE_HIGH"])
async def test_pages_hold_still_while_cards_come_change_and_go(api: World, sort: str) -> None:
    cards = crowd(30)
    await put(api, *cards)
    expected = await found(api, sort=sort, pageSize=100)
    shown: list[str] = []
    cursor = None
    for turn in range(30):
        page = (await search(api, sort=sort, pageSize=4, cursor=cursor)).data["search"]
        shown += [item["id"] for item in page["items"]]
        cursor = page["nextCursor"]
        assert page["page"] == cursor
        if cursor is None:
            break
        loud = Standing(rating_avg_hundredths=500, rating_count=900)
        await put(api, a_document(f"srv_new{turn:023}", standing=loud, price_from_cents=turn))
        await api.advance(seconds=3600)
    assert cursor is None
    assert [card for card in shown if "new" not in card] == expected
    assert len(shown) == len(set(shown))


async def test_an_owner_has_two_cards_at_most_among_the_first_twenty(api: World) -> None:
    loud = Standing(rating_avg_hundredths=490, rating_count=300)
    flood = [a_document(f"srv_x{n}", owner_id="usr_flood", standing=loud) for n in range(6)]
    await put(api, *flood, *crowd(30))
    items = (await search(api, pageSize=40)).data["search"]["items"]
    assert sum(item["id"].startswith("srv_x") for item in items[:20]) == 2
    assert [item["id"][:5] for item in items[20:24]] == ["srv_x"] * 4
    assert items[20]["why"][-1]["factor"] == "diversity"


async def test_newcomers_have_their_places(api: World) -> None:
    veterans = [a_document(f"srv_v{n:02}", standing=Standing(495, 80, 40, 9)) for n in range(25)]
    newcomers = [a_document(f"srv_n{n}", completeness=95) for n in range(3)]
    await put(api, *veterans, *newcomers)
    items = (await search(api)).data["search"]["items"]
    places = [place for place, item in enumerate(items, 1) if item["isNew"]]
    assert places == [7, 13, 19]
    assert items[6]["why"][-1]["factor"] == "new_seller_floor"


async def test_safe_mode_holds_for_everyone_but_verified_adults(api: World) -> None:
    await put(api, a_document("srv_0"), a_document("srv_2", nsfw_band=2))
    person = await api.sign_up()
    assert (await search(api, safeMode=False)).code == "SEARCH_UNDERAGE_SAFEMODE"
    assert (await search(api, person.token, safeMode=False)).code == "SEARCH_UNDERAGE_SAFEMODE"
    assert (await search(api, person.token, role="FANSUB")).code == "SEARCH_UNDERAGE_SAFEMODE"
    async with api.units() as uow:
        await uow.connection.execute(
            update(account).where(account.c.user_id == person.user_id).values(age_verified=True)
        )
    assert await found(api) == ["srv_0"]
    adult = (await search(api, person.token, safeMode=False)).data["search"]
    assert {item["id"] for item in adult["items"]} == {"srv_0", "srv_2"}


async def test_a_closed_city_is_gated_and_an_unknown_one_no_place(api: World) -> None:
    async with api.units() as uow:
        await uow.connection.execute(update(city).where(city.c.code == "houston").values(active=False))
    assert (await search(api)).code == "SEARCH_CITY_GATED"
    assert (await search(api, city="Atlantis")).code == "SEARCH_INVALID_LOCATION"
    for name, code in (("houston", "SEARCH_CITY_GATED"), ("x" * 90_000, "SEARCH_INVALID_LOCATION")):
        assert (await api.run(SUGGEST, {"q": "a", "surface": "PEOPLE", "city": name})).code == code
        assert (await api.run(COMPLETE, {"q": "a", "scope": "people", "city": name})).code == code


async def test_cities_answer_to_names_and_nicknames(api: World) -> None:
    await put(api, a_document())
    for name in ("Houston", "HOUSTON", " houston ", "H-Town"):
        assert await found(api, city=name) == ["srv_1"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"lat": 29.7}, "SEARCH_INVALID_LOCATION", None),
        ({"lat": 1e300, "lon": -1e300}, "SEARCH_INVALID_LOCATION", None),
        ({"lat": 52.5, "lon": 13.4}, "SEARCH_INVALID_LOCATION", None),
        ({"city": "\u0000"}, "VALIDATION_FAILED", None),
        ({"city": ""}, "SEARCH_INVALID_LOCATION", None),
        ({"role": "PHOTOGRAPHER", "model": {"travelReady": True}}, "SEARCH_ROLE_FILTER_CONFLICT", None),
        ({"surface": "STUDIOS", "role": "MODEL"}, "SEARCH_ROLE_FILTER_CONFLICT", None),
        ({"studios": {"parking": True}}, "SEARCH_ROLE_FILTER_CONFLICT", None),
        (
            {"all": [{"field": "tags", "op": "eq", "value": str(n)} for n in range(40)]},
            "SEARCH_TOO_MANY_PARAMS",
            None,
        ),
        ({"query": "x" * 1_000}, "VALIDATION_FAILED", "query"),
        ({"query": "a\u0000b"}, "VALIDATION_FAILED", None),
        ({"pageSize": 0}, "VALIDATION_FAILED", "pageSize"),
        ({"pageSize": -1}, "VALIDATION_FAILED", "pageSize"),
        ({"radiusKm": -5}, "VALIDATION_FAILED", "radiusKm"),
        ({"budgetMinCents": 9, "budgetMaxCents": 8}, "VALIDATION_FAILED", "budgetMinCents"),
        ({"date": "2020-01-01"}, "VALIDATION_FAILED", "date"),
        ({"ratingMin": -1.0}, "VALIDATION_FAILED", "ratingMin"),
        ({"cursor": "forged"}, "VALIDATION_FAILED", "cursor"),
        ({"cursor": ""}, "VALIDATION_FAILED", "cursor"),
        ({"cursor": "A" * 3_000}, "VALIDATION_FAILED", "cursor"),
        ({"surface": None}, "VALIDATION_FAILED", "surface"),
        ({"scope": "studios"}, "VALIDATION_FAILED", "surface"),
        ({"any": {"field": "tags"}}, "VALIDATION_FAILED", "any"),
        ({"all": [{"field": "email", "op": "eq", "value": "x"}]}, "VALIDATION_FAILED", "all.0.field"),
        ({"sort": "BEST"}, "VALIDATION_FAILED", None),
        ({"city": None}, "VALIDATION_FAILED", None),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_code(
    api: World, given: dict[str, Any], code: str, field: str | None
) -> None:
    refused = await search(api, **given)
    assert refused.code == code
    if field is not None:
        assert list(refused.extensions["fields"]) == [field]


async def test_a_cursor_goes_with_its_own_search_only(api: World) -> None:
    await put(api, *crowd(5))
    cursor = (await search(api, pageSize=2)).data["search"]["nextCursor"]
    assert (await search(api, pageSize=2, cursor=cursor, verifiedOnly=True)).code == "VALIDATION_FAILED"
    assert (await search(api, pageSize=2, cursor=cursor, city="austin")).code == "VALIDATION_FAILED"
    assert (await search(api, pageSize=3, page=cursor)).data["search"]["items"] != []


async def test_misspelt_words_find_and_nothing_found_is_answered_with_alternatives(api: World) -> None:
    await put(api, a_document("srv_p", terms={"specialties": ("portrait",)}, role=Role.PHOTOGRAPHER))
    assert await found(api, query="portriat") == ["srv_p"]
    assert await found(api, query="headshot") == ["srv_p"]
    for _ in range(3):
        assert await found(api, query="portrait") == ["srv_p"]
    await api.drain()
    nothing = (await search(api, query="zeppelin")).data["search"]
    assert (nothing["items"], nothing["total"], nothing["facets"]) == ([], 0, [])
    assert nothing["suggestions"] == ["portrait"]


async def test_what_is_searched_for_a_person_nobody_can_find_is_not_remembered(api: World) -> None:
    await put(api, a_document(terms={"genres": ("fashion",)}))
    for _ in range(4):
        await search(api, query="fashion")
        await search(api, query="fashion jane doe")
    await api.drain()
    async with api.units() as uow:
        kept = (await uow.connection.execute(text("select text, searches from search_query"))).all()
    assert kept == [("fashion", 4)]


async def test_a_failing_engine_says_so_and_nothing_more(api: World) -> None:
    async with api.units() as uow:
        await uow.connection.execute(text("alter table search_doc rename to search_doc_gone"))
    try:
        for refused in (
            await search(api),
            await api.run(SUGGEST, {"q": "a", "surface": "PEOPLE", "city": "houston"}),
            await api.run(COMPLETE, {"q": "a", "scope": "people", "city": "houston"}),
        ):
            assert refused.code == "SEARCH_ENGINE_ERROR"
            assert "search_doc" not in str(refused.body)
    finally:
        async with api.units() as uow:
            await uow.connection.execute(text("alter table search_doc_gone rename to search_doc"))


async def test_only_verified_figures_are_on_a_card(api: World) -> None:
    await put(api, a_document(social=(Social("INSTAGRAM", "@ada", 500),), social_verified=True))
    (item,) = (await search(api)).data["search"]["items"]
    assert item["social"] == [{"platform": "INSTAGRAM", "followers": 500, "verified": True}]


async def test_a_search_costs_the_same_for_one_card_and_for_many(api: World) -> None:
    spent = []
    for size in (3, 40):
        await put(api, *crowd(size))
        await found(api)  # whatever a caller's first request costs is not the question
        with api.statements() as statements:
            # Something that was not asked before: what the process has it need not rank.
            assert len(await found(api, query="ada", pageSize=50 + size)) == size
        spent.append(len(statements))
    assert spent[0] == spent[1]
