"""Role pages through the API: drafting, packages, hours, who sees what."""

from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from persistence.tables.accounts import account
from persistence.tables.kernel import event
from persistence.tables.profiles import service_profile
from tests.api.supply import a_draft_page, a_live_page, an_offer, create_page, publish, set_packages
from tests.world import Answer, Person, World

PAGE = """
query ($id: ID, $handle: String, $role: RoleType) {
  serviceProfile(serviceProfileId: $id, handle: $handle, role: $role) {
    serviceProfileId userId role handle slug displayName bio city region travelNotes languages tags aboutFields
    radiusKm isPublished completenessScore missing safeModeBandMax ratingAvg ratingCount priceFromCents currency
    portfolioCount indexable createdAt updatedAt
    user { handle roles serviceProfiles { serviceProfileId } studios { studioId } isStudioOwner }
    social { platform handle verified followers engagementRate avgViews }
    packages { packageId name slug priceCents durationMin includes recurring
      addons { addonId name priceCents } licensing { type notes tierAdders } }
    reputation { ratingAvg ratingCount ratingRecentAvg histogram limitedReviews lastReviewAt score volume }
    availability { weekday startMinute endMinute effectiveFrom effectiveTo blocked }
    availabilityBuckets
    linkedStudios { studioId }
    cover { id url thumbUrl width height scanStatus }
  }
}
"""
MINE = "{ myServiceProfiles { serviceProfileId role isPublished missing } }"
UPDATE = """
mutation ($id: ID!, $input: ServiceProfilePatch!) {
  updateServiceProfile(serviceProfileId: $id, input: $input) {
    displayName bio city region aboutFields languages updatedAt social { platform verified }
    cover { id scanStatus }
  }
}
"""
WINDOWS = """
mutation ($id: ID!, $windows: [AvailabilityWindowInput!]!) {
  setServiceAvailability(serviceProfileId: $id, windows: $windows) {
    availability { weekday startMinute endMinute blocked } availabilityBuckets
  }
}
"""
UNPUBLISH = "mutation ($id: ID!) { unpublishServiceProfile(serviceProfileId: $id) { isPublished } }"
FREE = """
query ($id: ID!, $from: AWSDateTime!, $to: AWSDateTime!) {
  serviceProfileAvailability(serviceProfileId: $id, from: $from, to: $to) { start end }
}
"""
NOBODY = "srv_00000000000000000000000000"


async def page(api: World, viewer: Person | None, **named: Any) -> Answer:
    return await api.run(PAGE, named, token=viewer.token if viewer else None)


async def seen(api: World, viewer: Person | None, **named: Any) -> Any:
    return (await page(api, viewer, **named)).data["serviceProfile"]


async def change(api: World, owner: Person, profile_id: str, **given: Any) -> Answer:
    return await api.run(UPDATE, {"id": profile_id, "input": given}, token=owner.token)


async def facts(api: World) -> int:
    async with api.process.kernel.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(event)) or 0)


async def set_account(api: World, person: Person, **values: Any) -> None:
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(account).where(account.c.user_id == person.user_id).values(**values))


async def close_city(api: World, code: str) -> None:
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(text("update city set active = false where code = :code"), {"code": code})


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
    from tests.integrations.pictures import a_picture

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


MUTATIONS = {
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


async def test_packages_are_replaced_kept_by_id_and_priced_from_the_cheapest(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer(), an_offer(name="Half day", priceCents=60_000))
    first = await seen(api, ana, id=profile_id)
    assert [package["slug"] for package in first["packages"]] == ["2-hour-shoot", "half-day"]
    assert first["priceFromCents"] == 20_000
    kept = first["packages"][1]
    addon = kept["addons"][0]["addonId"]
    again = an_offer(
        packageId=kept["packageId"],
        name="Half day",
        priceCents=50_000,
        addons=[{"addonId": addon, "name": "Extra retouch", "priceCents": 2_000}],
    )
    await set_packages(api, ana, profile_id, again)
    (package,) = (await seen(api, ana, id=profile_id))["packages"]
    assert (package["packageId"], package["priceCents"]) == (kept["packageId"], 50_000)
    assert package["addons"] == [{"addonId": addon, "name": "Extra retouch", "priceCents": 2_000}]
    assert package["licensing"] == {"type": "standard", "notes": None, "tierAdders": {"commercial": 10_000}}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"priceCents": 999}, "priceCents"),
        ({"priceCents": -(2**31)}, "priceCents"),
        ({"durationMin": 29}, "durationMin"),
        ({"addons": [{"name": "Print", "priceCents": 99}]}, "addons.0.priceCents"),
        ({"name": ""}, "name"),
        ({"licensing": {"type": "forever"}}, "licensing.type"),
        ({"licensing": {"type": "ads", "tierAdders": {"buyout": "x"}}}, "licensing.tierAdders.buyout"),
        ({"packageId": "pkg_theirs"}, "packageId"),
    ],
)
async def test_a_wrong_package_is_named_and_the_list_stays(
    api: World, given: dict[str, Any], path: str
) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_packages(api, ana, profile_id, an_offer())
    before, count = await seen(api, ana, id=profile_id), await facts(api)
    refused = await set_packages(api, ana, profile_id, an_offer(name="Fine"), an_offer(**given))
    assert (refused.code, refused.extensions["fields"].keys()) == (
        "VALIDATION_FAILED",
        {f"packages.1.{path}"},
    )
    assert await seen(api, ana, id=profile_id) == before
    assert await facts(api) == count


async def test_a_package_taken_off_stands_no_more_but_its_row_remains(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    made = await set_packages(api, ana, profile_id, an_offer())
    package_id = made.data["setServicePackages"]["packages"][0]["packageId"]
    await set_packages(api, ana, profile_id)
    async with api.units() as uow:
        assert await uow.profiles.package(package_id) is None
        rows = await uow.connection.execute(text("select retired_at from service_package"))
        assert [row.retired_at is not None for row in rows] == [True]
    assert (await seen(api, ana, id=profile_id))["packages"] == []
    # An id that was given up cannot be taken up again.
    refused = await set_packages(api, ana, profile_id, an_offer(packageId=package_id))
    assert refused.code == "VALIDATION_FAILED"


async def test_weekly_hours_are_replaced_and_become_free_days(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    hours = [{"weekday": day, "startMinute": 540, "endMinute": 1020} for day in range(1, 6)]
    answer = (await api.run(WINDOWS, {"id": profile_id, "windows": hours}, token=ana.token)).data
    assert len(answer["setServiceAvailability"]["availability"]) == 5
    days = answer["setServiceAvailability"]["availabilityBuckets"]
    assert 20 <= len(days) <= 23
    for wrong in (
        {"weekday": 7, "startMinute": 0, "endMinute": 60},
        {"weekday": 0, "startMinute": 60, "endMinute": 60},
        {"weekday": 0, "startMinute": -1, "endMinute": 60},
        {"weekday": 0, "startMinute": 0, "endMinute": 1441},
        {"weekday": 0, "startMinute": 0, "endMinute": 2**31 - 1},
    ):
        refused = await api.run(WINDOWS, {"id": profile_id, "windows": [wrong]}, token=ana.token)
        assert refused.code == "VALIDATION_FAILED"
    assert len((await seen(api, ana, id=profile_id))["availability"]) == 5


async def test_free_times_follow_the_clock_on_the_wall_through_a_clock_change(api: World) -> None:
    await api.advance(seconds=0)
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    sunday = [{"weekday": 0, "startMinute": 540, "endMinute": 1020}]
    await api.run(WINDOWS, {"id": profile_id, "windows": sunday}, token=ana.token)
    # Clocks in Chicago go forward on 2027-03-14, a Sunday.
    for day, start, end in (("07", "15", "23"), ("14", "14", "22")):
        asked = {"id": profile_id, "from": f"2027-03-{day}T06:00:00Z", "to": f"2027-03-{day}T23:59:00Z"}
        answer = await api.run(FREE, asked, token=ana.token)
        assert answer.data["serviceProfileAvailability"] == [
            {"start": f"2027-03-{day}T{start}:00:00.000Z", "end": f"2027-03-{day}T{end}:00:00.000Z"}
        ]
        assert (await api.run(FREE, asked, token=ana.token)).data == answer.data


async def test_a_wrong_range_is_refused_and_a_past_one_is_empty(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    backwards = {"id": profile_id, "from": "2027-03-08T00:00:00Z", "to": "2027-03-07T00:00:00Z"}
    assert (await api.run(FREE, backwards, token=ana.token)).code == "VALIDATION_FAILED"
    endless = {"id": profile_id, "from": "2027-01-01T00:00:00Z", "to": "2028-01-01T00:00:00Z"}
    assert (await api.run(FREE, endless, token=ana.token)).code == "VALIDATION_FAILED"
    past = {"id": profile_id, "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    assert (await api.run(FREE, past, token=ana.token)).data == {"serviceProfileAvailability": []}
    for viewer in (ben.token, None):
        assert (await api.run(FREE, past, token=viewer)).code == "SP_NOT_FOUND"


async def test_a_draft_is_seen_by_its_owner_alone(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    for named in ({"id": profile_id}, {"handle": ana.handle, "role": "MODEL"}):
        assert (await seen(api, ana, **named))["serviceProfileId"] == profile_id
        assert (await page(api, ben, **named)).code == "SP_NOT_FOUND"
        assert (await page(api, None, **named)).code == "SP_NOT_FOUND"
    assert (await page(api, None, handle=ana.handle)).code == "VALIDATION_FAILED"
    assert (await page(api, None)).code == "VALIDATION_FAILED"
    assert (await page(api, None, id="x" * 5_000)).code == "SP_NOT_FOUND"


async def test_a_live_page_is_seen_by_everyone_without_its_private_side(api: World) -> None:
    ana = await api.sign_up()
    social = {"instagram": {"handle": "@ana", "followers": 5}}
    supply = await a_live_page(api, ana, socialFields=social)
    public = await seen(api, None, handle=ana.handle.upper(), role="MODEL")
    assert public["serviceProfileId"] == supply.profile_id
    assert (public["missing"], public["social"], public["isPublished"]) == ([], [], True)
    assert (public["portfolioCount"], public["safeModeBandMax"], public["indexable"]) == (1, 0, True)
    assert public["cover"]["id"] == supply.media_ids[0]
    assert public["user"]["roles"] == ["MODEL"]
    assert public["user"]["serviceProfiles"] == [{"serviceProfileId": supply.profile_id}]
    assert public["reputation"] == {
        "ratingAvg": 0,
        "ratingCount": 0,
        "ratingRecentAvg": 0,
        "histogram": [0, 0, 0, 0, 0],
        "limitedReviews": True,
        "lastReviewAt": None,
        "score": 0,
        "volume": 0,
    }
    mine = await seen(api, ana, id=supply.profile_id)
    assert [metric["handle"] for metric in mine["social"]] == ["@ana"]


async def test_ratings_are_those_of_the_role(api: World) -> None:
    ana = await api.sign_up()
    model, photographer = await a_draft_page(api, ana), await a_draft_page(api, ana, "PHOTOGRAPHER")
    async with api.units() as uow:
        profile = await uow.profiles.by_id(model)
        reviews = profile.reviews.with_review(5, uow.now).with_review(4, uow.now)
        await uow.profiles.set_reviews(model, reviews)
    rated, unrated = await seen(api, ana, id=model), await seen(api, ana, id=photographer)
    assert (rated["ratingAvg"], rated["ratingCount"], rated["reputation"]["histogram"]) == (
        4.5,
        2,
        [0, 0, 0, 1, 1],
    )
    assert (unrated["ratingAvg"], unrated["ratingCount"]) == (0, 0)


async def test_unpublishing_takes_a_page_off_and_publishing_brings_it_back(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    for _ in range(2):
        answer = await api.run(UNPUBLISH, {"id": supply.profile_id}, token=ana.token)
        assert answer.data["unpublishServiceProfile"] == {"isPublished": False}
    assert (await page(api, None, id=supply.profile_id)).code == "SP_NOT_FOUND"
    user = await api.run(
        "query ($id: ID!) { user(userId: $id) { roles serviceProfiles { slug } } }", {"id": ana.user_id}
    )
    assert user.data["user"] == {"roles": [], "serviceProfiles": []}
    assert (await publish(api, ana, supply.profile_id)).data["publishServiceProfile"]["isPublished"]
    assert (await seen(api, None, id=supply.profile_id))["isPublished"]


async def test_a_closed_city_keeps_others_out(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    supply = await a_live_page(api, ana)
    await close_city(api, "houston")
    for viewer in (None, ben):
        assert (await page(api, viewer, id=supply.profile_id)).code == "SEARCH_CITY_GATED"
    assert (await seen(api, ana, id=supply.profile_id))["isPublished"]


async def test_a_fan_sub_page_is_for_verified_adults(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    await set_account(api, ana, age_verified=True)
    supply = await a_live_page(api, ana, "FANSUB")
    for viewer in (None, ben):
        assert (await page(api, viewer, id=supply.profile_id)).code == "SP_UNSAFE_PUBLIC"
    user = "query ($id: ID!) { user(userId: $id) { roles } }"
    assert (await api.run(user, {"id": ana.user_id})).data == {"user": {"roles": []}}
    await set_account(api, ben, age_verified=True)
    found = await seen(api, ben, id=supply.profile_id)
    assert (found["aboutFields"]["adult"], found["indexable"]) == (True, False)
    assert found["user"]["roles"] == ["FANSUB"]


async def test_a_live_page_keeps_what_it_went_live_with(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    before = await seen(api, ana, id=supply.profile_id)
    refused = await set_packages(api, ana, supply.profile_id)
    assert (refused.code, refused.extensions["fields"].keys()) == ("VALIDATION_FAILED", {"packages"})
    refused = await change(api, ana, supply.profile_id, aboutFields={"height_cm": None})
    assert refused.extensions["fields"].keys() == {"aboutFields.height_cm"}
    assert await seen(api, ana, id=supply.profile_id) == before


async def test_lists_cost_the_same_for_one_page_and_for_five(api: World) -> None:
    document = """{ myServiceProfiles { displayName packages { name addons { name } } availability { weekday }
      availabilityBuckets linkedStudios { studioId } cover { id } user { handle roles serviceProfiles { slug } } } }"""
    one, five = await api.sign_up(), await api.sign_up()
    await set_account(api, five, age_verified=True)
    for person, roles in (
        (one, ["MODEL"]),
        (five, ["MODEL", "PHOTOGRAPHER", "VIDEOGRAPHER", "CREATOR", "FANSUB"]),
    ):
        for role in roles:
            await set_packages(api, person, await a_draft_page(api, person, role), an_offer())
    await api.run(document, token=one.token)
    with api.statements() as few:
        await api.run(document, token=one.token)
    with api.statements() as many:
        answer = await api.run(document, token=five.token)
    assert len(answer.data["myServiceProfiles"]) == 5
    assert len(many) == len(few)
