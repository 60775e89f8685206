"""Who sees a role page, and what of it."""

from domain.ids import ProfileId
from domain.profiles.reputation import UNREVIEWED
from tests.api.profile_world import UNPUBLISH, close_city, page, seen, set_account
from tests.api.supply import a_draft_page, a_live_page, an_offer, publish, set_packages
from tests.world import World


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
        reviews = UNREVIEWED.with_review(5, uow.now).with_review(4, uow.now)
        await uow.profiles.set_reviews(ProfileId(model), reviews)
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


async def test_a_page_of_a_suspended_account_is_not_there(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await set_account(api, ana, status="suspended")
    assert (await page(api, None, id=supply.profile_id)).code == "SP_NOT_FOUND"
    await set_account(api, ana, status="active")
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
