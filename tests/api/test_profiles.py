"""Role pages through the API: drafting, changing, and who may not."""

from typing import Any

import pytest
from sqlalchemy import func, select

from persistence.tables.profiles import service_profile
from tests.api.profile_world import (
    MINE,
    NOBODY,
    UNPUBLISH,
    UPDATE,
    WINDOWS,
    change,
    facts,
    seen,
)
from tests.api.supply import a_draft_page, a_live_page, an_offer, create_page, set_packages
from tests.integrations.pictures import a_picture
from tests.world import World


async def test_a_draft_is_complete_as_given_and_its_owner_becomes_a_seller(api: World) -> None:
    ana = await api.sign_up(displayName="Ana", handle="ana")
    profile_id = await a_draft_page(
        api,
        ana,
        city="Los Ángeles",
        region="CA",
        languages=["English", "Spanish"],
        tags=["fashion"],
        radiusKm=80,
        travelNotes="West coast.",
        socialFields={"instagram": {"handle": "@ana", "followers": 182_000, "engagement_rate": 0.028}},
    )
    found = await seen(api, ana, id=profile_id)
    assert (found["city"], found["region"], found["slug"], found["displayName"]) == (
        "los-angeles",
        "CA",
        "model",
        "Ana",
    )
    assert found["aboutFields"] == {"height_cm": 175, "genres": ["fashion"], "experience_years": 3}
    assert found["social"] == [
        {
            "platform": "INSTAGRAM",
            "handle": "@ana",
            "verified": False,
            "followers": 182_000,
            "engagementRate": 0.028,
            "avgViews": None,
        }
    ]
    assert found["missing"] == ["packages", "portfolio"]
    assert not found["isPublished"]
    assert not found["indexable"]
    assert (found["priceFromCents"], found["currency"], found["cover"]) == (0, "USD", None)
    # The token says buyer still; the account says seller.
    assert (await set_packages(api, ana, profile_id, an_offer())).code is None


async def test_one_page_per_role_and_account(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    await a_draft_page(api, ana)
    before = await facts(api)
    again = await create_page(api, ana)
    assert (again.code, again.extensions["fields"]) == ("CONFLICT", {"role": "One page per role."})
    assert await facts(api) == before
    await a_draft_page(api, ana, "PHOTOGRAPHER")
    await a_draft_page(api, ben)
    mine = (await api.run(MINE, token=ana.token)).data["myServiceProfiles"]
    assert [found["role"] for found in mine] == ["MODEL", "PHOTOGRAPHER"]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"bio": ""}, {"bio"}),
        ({"bio": "b" * 601}, {"bio"}),
        ({"city": "Atlantis"}, {"city"}),
        ({"city": ""}, {"city"}),
        ({"radiusKm": -1}, {"radiusKm"}),
        ({"radiusKm": 2**31 - 1}, {"radiusKm"}),
        ({"languages": ["a", "b", "c", "d", "e", "f"]}, {"languages"}),
        ({"tags": ["t"] * 13}, {"tags"}),
        ({"displayName": "d" * 100_000}, {"displayName"}),
        ({"aboutFields": {"height_cm": 90, "shoe": 3}}, {"aboutFields.height_cm", "aboutFields.shoe"}),
        ({"aboutFields": {"height_cm": "175"}}, {"aboutFields.height_cm"}),
        ({"aboutFields": {"height_cm": 10**30}}, {"aboutFields.height_cm"}),
        ({"aboutFields": {"hair_color": "a\x07b"}}, {"aboutFields.hair_color"}),
        ({"aboutFields": {"genres": [[["fashion"]]]}}, {"aboutFields.genres.0"}),
        ({"aboutFields": []}, {"aboutFields"}),
        ({"aboutFields": "5"}, {"aboutFields"}),
        (
            {"socialFields": {"instagram": {"handle": "@a", "verified": True}}},
            {"socialFields.instagram.verified"},
        ),
        ({"role": "FANSUB", "aboutFields": {}}, {"aboutFields.adult"}),
    ],
)
async def test_a_wrong_value_is_named_and_nothing_is_kept(
    api: World, given: dict[str, Any], fields: set[str]
) -> None:
    ana = await api.sign_up()
    before = await facts(api)
    refused = await create_page(api, ana, **given)
    assert (refused.code, refused.extensions["fields"].keys()) == ("VALIDATION_FAILED", fields)
    async with api.process.kernel.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(service_profile)) == 0
    assert await facts(api) == before


@pytest.mark.parametrize(
    "given", [{"bio": "a\x00b"}, {"aboutFields": {"hair_color": "a\x00b"}}, {"bio": None}]
)
async def test_what_no_field_can_hold_is_refused_before_it_is_looked_at(
    api: World, given: dict[str, Any]
) -> None:
    assert (await create_page(api, await api.sign_up(), **given)).code == "VALIDATION_FAILED"


async def test_a_json_document_may_be_sent_as_its_text(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana, aboutFields='{"height_cm": 180}')
    assert (await seen(api, ana, id=profile_id))["aboutFields"] == {"height_cm": 180}


async def test_an_update_changes_what_is_given_and_keeps_the_rest(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana, region="TX", languages=["English"])
    changed = await change(api, ana, profile_id, bio="New.", region="", aboutFields={"hair_color": "Red"})
    assert changed.data["updateServiceProfile"] | {"updatedAt": None} == {
        "displayName": "Person " + ana.handle.removeprefix("person_"),
        "bio": "New.",
        "city": "houston",
        "region": None,
        "aboutFields": {
            "height_cm": 175,
            "genres": ["fashion"],
            "experience_years": 3,
            "hair_color": "Red",
        },
        "languages": ["English"],
        "updatedAt": None,
        "social": [],
        "cover": None,
    }


async def test_a_cover_is_an_upload_of_mine_and_shows_once_clean(api: World) -> None:

    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    key = await api.send(ana, body=a_picture())
    pending = await change(api, ana, profile_id, coverKey=key)
    assert pending.data["updateServiceProfile"]["cover"] is None
    await api.drain()
    assert (await seen(api, ana, id=profile_id))["cover"]["scanStatus"] == "clean"
    theirs = await api.send(ben, body=a_picture())
    for wrong in (theirs, "incoming/portfolio/nothing.jpg", ""):
        assert (await change(api, ana, profile_id, coverKey=wrong)).code == "NOT_FOUND"
    avatar = await api.send(ana, body=a_picture(), purpose="avatar")
    assert (await change(api, ana, profile_id, coverKey=avatar)).code == "NOT_FOUND"


MUTATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "updateServiceProfile": (UPDATE, {"input": {"bio": "Mine now."}}),
    "setServicePackages": (
        (
            "mutation ($id: ID!, $packages: [ServicePackageInput!]!) {"
            " setServicePackages(serviceProfileId: $id, packages: $packages) { bio } }"
        ),
        {"packages": []},
    ),
    "setServiceAvailability": (WINDOWS, {"windows": []}),
    "publishServiceProfile": (
        "mutation ($id: ID!) { publishServiceProfile(serviceProfileId: $id) { bio } }",
        {},
    ),
    "unpublishServiceProfile": (UNPUBLISH, {}),
    "linkStudio": (
        'mutation ($id: ID!) { linkStudio(serviceProfileId: $id, studioId: "std_x") { bio } }',
        {},
    ),
    "unlinkStudio": (
        'mutation ($id: ID!) { unlinkStudio(serviceProfileId: $id, studioId: "std_x") { bio } }',
        {},
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
async def test_a_page_of_somebody_else_is_not_there_to_be_changed(api: World, name: str) -> None:
    document, variables = MUTATIONS[name]
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await a_draft_page(api, ben)
    before, count = await seen(api, ana, id=profile_id), await facts(api)
    for wrong in (profile_id, NOBODY, "nonsense", "x" * 5_000, ""):
        refused = await api.run(document, {"id": wrong, **variables}, token=ben.token)
        assert refused.code == "SP_NOT_FOUND", wrong
    assert await seen(api, ana, id=profile_id) == before
    assert await facts(api) == count


@pytest.mark.parametrize("name", MUTATIONS)
async def test_a_guest_and_a_mere_buyer_are_turned_away(api: World, name: str) -> None:
    document, variables = MUTATIONS[name]
    buyer = await api.sign_up()
    assert (await api.run(document, {"id": NOBODY, **variables})).code == "UNAUTHENTICATED"
    assert (await api.run(document, {"id": NOBODY, **variables}, token=buyer.token)).code == "FORBIDDEN"


async def test_a_live_page_keeps_what_it_went_live_with(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    before = await seen(api, ana, id=supply.profile_id)
    refused = await set_packages(api, ana, supply.profile_id)
    assert (refused.code, refused.extensions["fields"].keys()) == ("VALIDATION_FAILED", {"packages"})
    refused = await change(api, ana, supply.profile_id, aboutFields={"height_cm": None})
    assert refused.extensions["fields"].keys() == {"aboutFields.height_cm"}
    assert await seen(api, ana, id=supply.profile_id) == before
