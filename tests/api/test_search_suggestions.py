"""Suggestions while typing, through the API."""

import pytest

from domain.search.model import Preview
from tests.api.test_search import COMPLETE, SUGGEST, crowd, put, search
from tests.domain.search.builders import a_document, a_studio
from tests.world import World


async def test_suggestions_while_typing(api: World) -> None:
    shot = Preview("public/full.webp", "public/thumb.webp")
    await put(
        api,
        a_document("srv_f", title="Fay Fashionable", preview=shot),
        a_document("srv_t", title="Tom", terms={"genres": ("fashion",)}),
        a_document("srv_hidden", title="Fashion Noir", nsfw_band=2),
    )
    items = (await api.run(SUGGEST, {"q": "Fash", "surface": "PEOPLE", "city": "houston"})).data[
        "searchSuggest"
    ]
    assert [(item["text"], item["kind"]) for item in items] == [
        ("Fay Fashionable", "profile"),
        ("Tom", "profile"),
        ("Fashion", "genre"),
    ]
    assert items[0]["deepLink"] == "/u/ada/model"
    assert items[0]["thumbUrl"].endswith("public/thumb.webp")
    plain = await api.run(COMPLETE, {"q": "fash", "scope": "people", "city": "houston"})
    assert plain.data["autocomplete"] == ["Fay Fashionable", "Tom", "Fashion"]
    near = await api.run(COMPLETE, {"q": "fasion", "scope": "people", "city": "H-Town"})
    assert "Tom" in near.data["autocomplete"]
    cities = await api.run(COMPLETE, {"q": "hous", "scope": "people", "city": "houston"})
    assert cities.data["autocomplete"] == ["Houston"]


async def test_suggestions_of_studios_are_places_and_amenities(api: World) -> None:
    await put(api, a_studio(title="Natural Habitat", terms={"amenities": ("natural_light",)}))
    items = (await api.run(SUGGEST, {"q": "natural li", "surface": "STUDIOS", "city": "houston"})).data[
        "searchSuggest"
    ]
    assert [(item["text"], item["kind"]) for item in items] == [
        ("Natural Habitat", "studio"),
        ("Natural light", "amenity"),
    ]


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'", "\\", "a:*", "🎬", "((((", "-- ;"])
async def test_hostile_typing_is_harmless(api: World, typed: str) -> None:
    await put(api, a_document(terms={"genres": ("fashion",)}))
    assert (await api.run(SUGGEST, {"q": typed, "surface": "PEOPLE", "city": "houston"})).errors == []
    assert (await api.run(COMPLETE, {"q": typed, "scope": "studios", "city": "houston"})).errors == []
    assert (await search(api, query=typed)).errors == []


async def test_wrong_typing_is_refused(api: World) -> None:
    for given in (
        {"q": "x" * 201, "scope": "people"},
        {"q": "a\u0000", "scope": "people"},
        {"q": "a", "scope": "all"},
    ):
        assert (await api.run(COMPLETE, {"city": "houston"} | given)).code == "VALIDATION_FAILED"
    studios = {"q": "a", "surface": "STUDIOS", "city": "houston", "role": "MODEL"}
    assert (await api.run(SUGGEST, studios)).code == "VALIDATION_FAILED"


async def test_suggestions_cost_the_same_for_one_card_and_for_many(api: World) -> None:
    typed = {"q": "ad", "surface": "PEOPLE", "city": "houston"}
    spent = []
    for size in (1, 40):
        await put(api, *crowd(size))
        await api.run(SUGGEST, typed)
        with api.statements() as statements:
            assert len((await api.run(SUGGEST, typed)).data["searchSuggest"]) == min(size, 5)
        spent.append(len(statements))
    assert spent[0] == spent[1]
