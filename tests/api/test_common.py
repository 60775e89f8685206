"""What everybody may read."""

import pytest

from tests.world import World


async def test_health_tells_the_build_and_the_time_of_business(api: World) -> None:
    document = "{ health { ok version now } }"
    before = (await api.run(document)).data["health"]
    await api.advance(seconds=3600)
    after = (await api.run(document)).data["health"]
    assert (before["ok"], before["version"]) == (True, api.services.build)
    assert after["now"] > before["now"]


async def test_a_new_database_knows_its_cities_and_which_are_open(api: World) -> None:
    document = "query ($all: Boolean) { cities(activeOnly: $all) { code name region country lat lon timezone active } }"
    with api.statements() as counted:
        everywhere = (await api.run(document, {"all": False})).data["cities"]
    assert len(counted) <= 2
    opened = (await api.run("{ cities { code active } }")).data["cities"]
    assert [city["name"] for city in everywhere] == sorted(city["name"] for city in everywhere)
    assert {"code": "houston", "active": True} in opened
    assert all(city["active"] for city in opened)
    shut = [city for city in everywhere if not city["active"]]
    assert [(city["code"], city["timezone"]) for city in shut] == [("denver", "America/Denver")]
    assert len(opened) == len(everywhere) - 1


@pytest.mark.parametrize(
    ("kind", "key", "label"),
    [
        ("genre", "swim", "Swim"),
        ("specialty", "wedding", "Wedding"),
        ("amenity", "cyc_wall", "Cyc wall"),
        ("creator_category", "food", "Food"),
        ("platform", "tiktok", "TikTok"),
        ("language", "es", "Spanish"),
        ("license_tier", "buyout", "Buyout"),
        ("deliverable_format", "prores", "Apple ProRes"),
        ("report_reason", "spam", "Spam or scam"),
    ],
)
async def test_every_vocabulary_is_served(api: World, kind: str, key: str, label: str) -> None:
    document = "query ($kind: String!) { taxonomy(kind: $kind) { key label group synonyms } }"
    terms = {
        term["key"]: term["label"] for term in (await api.run(document, {"kind": kind})).data["taxonomy"]
    }
    assert terms[key] == label


@pytest.mark.parametrize("kind", ["", "colour", "GENRE", "x" * 5000])
async def test_a_vocabulary_nobody_knows_is_not_found(api: World, kind: str) -> None:
    document = "query ($kind: String!) { taxonomy(kind: $kind) { key } }"
    assert (await api.run(document, {"kind": kind})).code == "NOT_FOUND"


async def test_settings_of_a_city_go_before_the_general_ones(api: World) -> None:
    from sqlalchemy import insert

    from persistence.tables.common import app_setting

    document = (
        "query ($c: String) { appConfig(city: $c) { flags limits safeModeDefault currency locales version } }"
    )
    usual = (await api.run(document, {"c": "Houston"})).data["appConfig"]
    assert (usual["flags"]["city.open"], usual["safeModeDefault"], usual["currency"]) == (True, True, "USD")
    assert usual["limits"]["upload.portfolio.max_bytes"] == 10 * 1024 * 1024
    async with api.process.kernel.engine.begin() as connection:
        rows: list[dict[str, object]] = [
            {"key": "booking.instant", "city": None, "value": False},
            {"key": "booking.instant", "city": "austin", "value": True},
        ]
        await connection.execute(insert(app_setting), rows)
    flags = {
        city: (await api.run(document, {"c": city})).data["appConfig"]["flags"]["booking.instant"]
        for city in ("houston", "austin", None)
    }
    assert flags == {"houston": False, "austin": True, None: False}


@pytest.mark.parametrize("city", ["atlantis", "", "\U0001f3d9", "x" * 5000])
async def test_a_client_can_start_in_a_city_nobody_knows(api: World, city: str) -> None:
    answer = await api.run("query ($c: String) { appConfig(city: $c) { flags } }", {"c": city})
    assert "city.open" not in answer.data["appConfig"]["flags"]
