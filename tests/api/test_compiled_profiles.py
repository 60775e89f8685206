"""Role pages read by one statement: the same answers as the reference executor gives, for each reader."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, update

from domain.ids import ProfileId, UserId
from domain.profiles.reputation import UNREVIEWED
from domain.viewer import Viewer
from persistence.tables.media import upload
from persistence.tables.profiles import service_profile
from schema.scalars import write_datetime
from tests.api.profile_world import WINDOWS, close_city, set_account
from tests.api.studio_world import draft as draft_studio
from tests.api.studio_world import live as live_studio
from tests.api.supply import Supply, a_draft_page, a_live_page, a_shown_item, an_offer, publish, set_packages
from tests.executors import both, same
from tests.world import Person, World

WHOLE = """{
  __typename serviceProfileId userId role handle slug displayName bio city region travelNotes languages tags
  aboutFields radiusKm isPublished instantBook completenessScore missing safeModeBandMax ratingAvg ratingCount
  priceFromCents currency portfolioCount indexable createdAt updatedAt
  user { handle roles serviceProfiles { serviceProfileId role } studios { studioId } isStudioOwner }
  social { platform handle verified followers engagementRate avgViews }
  packages { packageId name slug priceCents durationMin includes recurring
    addons { addonId name priceCents } licensing { type notes tierAdders } }
  reputation { ratingAvg ratingCount ratingRecentAvg histogram limitedReviews lastReviewAt score volume }
  availability { weekday startMinute endMinute effectiveFrom effectiveTo blocked }
  linkedStudios { studioId title isPublished }
  cover { id kind url thumbUrl width height durationSec altText position nsfwBand scanStatus }
}"""
PAGE = (
    "query ($id: ID, $handle: String, $role: RoleType) {"
    f" serviceProfile(serviceProfileId: $id, handle: $handle, role: $role) {WHOLE} }}"
)
MINE = f"{{ myServiceProfiles {WHOLE} }}"
RULES = (
    "query ($id: ID!) { autoAcceptRules(serviceProfileId: $id) {"
    " ruleId serviceProfileId minPriceCents weekdayMask maxDistanceMi allowIb } }"
)
SET_RULE = "mutation ($input: AutoAcceptRuleInput!) { setAutoAcceptRule(input: $input) { ruleId allowIb } }"
LINK = (
    "mutation ($page: ID!, $studio: ID!) {"
    f" linkStudio(serviceProfileId: $page, studioId: $studio) {WHOLE} }}"
)
USER = "query ($id: ID!) { user(userId: $id) { roles serviceProfiles { role safeModeBandMax } } }"
GUEST = Viewer()
SOCIAL = {"instagram": {"handle": "@ana", "followers": 5}, "tiktok": {"handle": "@ana.t"}}
ODD = 'Quotes " and \\ and \u2028 and 🎬'


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def page_with_everything(api: World) -> Supply:
    """A live page with reviews, hours, two packages, two studio chips and a rule."""
    ana = await api.sign_up()
    supply = await a_live_page(api, ana, bio=ODD, socialFields=SOCIAL, languages=["en", "日本語"])
    plain = an_offer(name="Headshot", priceCents=9_900, addons=[], licensing=None)
    await set_packages(api, ana, supply.profile_id, an_offer(licensing={"type": "ads", "notes": ODD}), plain)
    windows = [
        {"weekday": 1, "startMinute": 540, "endMinute": 1020, "effectiveFrom": "2026-01-02"},
        {"weekday": 0, "startMinute": 0, "endMinute": 60, "blocked": True},
    ]
    await api.run(WINDOWS, {"id": supply.profile_id, "windows": windows}, token=ana.token)
    for studio in (await live_studio(api, ana), await draft_studio(api, ana)):
        linked = {"page": supply.profile_id, "studio": studio.studio_id}
        assert (await api.run(LINK, linked, token=ana.token)).errors == []
    async with api.units() as uow:
        reviews = UNREVIEWED.with_review(5, uow.now).with_review(4, uow.now).with_review(4, uow.now)
        await uow.profiles.set_reviews(ProfileId(supply.profile_id), reviews)
    return supply


async def test_a_rating_is_worked_out_as_the_domain_does(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    reviews = UNREVIEWED
    for stars in (5, 4, 4, 1, 3, 5, 5):
        async with api.units() as uow:
            now = uow.now
            reviews = reviews.with_review(stars, now + timedelta(days=reviews.count * 17))
            await uow.profiles.set_reviews(ProfileId(profile_id), reviews)
        page = (await same(api.process.engine, reader(ana), PAGE, {"id": profile_id}))["serviceProfile"]
        assert (page["ratingAvg"], page["ratingCount"]) == (reviews.average, reviews.count)
        told = page["reputation"]
        assert (told["ratingAvg"], told["ratingCount"], told["volume"]) == (
            reviews.average,
            reviews.count,
            reviews.count,
        )
        assert (told["score"], told["limitedReviews"]) == (reviews.score, reviews.limited)
        assert (told["ratingRecentAvg"], told["histogram"]) == (reviews.recent_avg, list(reviews.histogram))
        assert told["lastReviewAt"] == write_datetime(reviews.last_review_at or now)


async def test_a_page_is_the_same_for_its_owner_a_stranger_and_a_guest(api: World) -> None:
    supply = await page_with_everything(api)
    stranger = await api.sign_up()
    engine, asked = api.process.engine, {"id": supply.profile_id}
    own = (await same(engine, reader(supply.owner), PAGE, asked))["serviceProfile"]
    assert [metric["platform"] for metric in own["social"]] == ["INSTAGRAM", "TIKTOK"]
    assert own["bio"] == ODD
    assert [package["name"] for package in own["packages"]] == ["2-Hour Shoot", "Headshot"]
    assert own["packages"][1]["licensing"] is None
    assert (own["priceFromCents"], own["ratingCount"]) == (9_900, 3)
    assert [window["effectiveFrom"] for window in own["availability"]] == ["2026-01-02", None]
    assert [studio["isPublished"] for studio in own["linkedStudios"]] == [True, False]
    by_handle = {"handle": supply.owner.handle.upper(), "role": "MODEL"}
    for viewer in (reader(stranger), GUEST):
        page = (await same(engine, viewer, PAGE, asked))["serviceProfile"]
        assert (page["social"], page["missing"], len(page["linkedStudios"])) == ([], [], 1)
        assert (await same(engine, viewer, PAGE, by_handle))["serviceProfile"] == page


async def test_proven_numbers_are_for_everybody(api: World) -> None:
    supply = await page_with_everything(api)
    metric = {"platform": "YOUTUBE", "handle": "@ana", "verified": True, "followers": 12}
    proven = metric | {"engagement_rate": 0.0375, "avg_views": None}
    await set_page(api, supply.profile_id, social=[proven | {"verified": False}, proven])
    page = (await same(api.process.engine, GUEST, PAGE, {"id": supply.profile_id}))["serviceProfile"]
    assert [(one["verified"], one["engagementRate"]) for one in page["social"]] == [(True, 0.0375)]


async def test_drafts_are_there_for_their_owner_alone(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    engine, asked = api.process.engine, {"id": profile_id}
    own = (await same(engine, reader(ana), PAGE, asked))["serviceProfile"]
    assert own["missing"] == ["packages", "portfolio"]
    assert (own["reputation"]["histogram"], own["cover"]) == ([0, 0, 0, 0, 0], None)
    for viewer in (GUEST, reader(await api.sign_up())):
        answers = await both(engine, viewer, PAGE, asked)
        assert answers.compiled is None
        assert answers.reference["errors"][0]["extensions"]["code"] == "SP_NOT_FOUND"


async def test_what_is_refused_is_left_to_the_reference_executor(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    await set_account(api, ana, age_verified=True)
    supply = await a_live_page(api, ana, "FANSUB")
    engine, asked = api.process.engine, {"id": supply.profile_id}
    assert (await same(engine, reader(ana), PAGE, asked))["serviceProfile"]["indexable"] is False
    for viewer in (GUEST, reader(ben)):
        assert (await both(engine, viewer, PAGE, asked)).compiled is None
        assert (await same(engine, viewer, USER, {"id": ana.user_id}))["user"]["roles"] == []
    await set_account(api, ben, age_verified=True)
    assert (await same(engine, reader(ben), PAGE, asked))["serviceProfile"]["user"]["roles"] == ["FANSUB"]
    await close_city(api, "houston")
    assert (await both(engine, reader(ben), PAGE, asked)).compiled is None
    assert await same(engine, reader(ana), PAGE, asked)
    for unnamed in ({}, {"handle": ana.handle}, {"id": "x\0"}):
        assert (await both(engine, GUEST, PAGE, unnamed)).compiled is None


async def test_withheld_pictures_need_an_adult_without_safe_mode(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    supply = await a_live_page(api, ana)
    await set_band(api, supply.media_ids[0], 2)
    engine, asked = api.process.engine, {"id": supply.profile_id}
    own = (await same(engine, reader(ana), PAGE, asked))["serviceProfile"]
    # The cover was one of them: nothing else is shown in its place.
    assert (own["safeModeBandMax"], own["cover"], own["missing"]) == (2, None, ["portfolio"])
    for adult, safe_mode in ((False, True), (True, True), (False, False), (True, False)):
        await set_account(api, ben, age_verified=adult, safe_mode=safe_mode)
        answers = await both(engine, reader(ben), PAGE, asked)
        assert (answers.compiled is not None) == (adult and not safe_mode)
        user = (await same(engine, reader(ben), USER, {"id": ana.user_id}))["user"]
        assert len(user["serviceProfiles"]) == (1 if adult and not safe_mode else 0)
    await same(engine, reader(ben), PAGE, asked)


async def test_a_blurred_picture_keeps_a_page_out_of_search_engines_only(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await set_band(api, supply.media_ids[1], 1)
    page = (await same(api.process.engine, GUEST, PAGE, {"id": supply.profile_id}))["serviceProfile"]
    assert (page["safeModeBandMax"], page["indexable"]) == (1, False)


async def test_a_cover_of_its_own_goes_before_the_newest_item(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    _, media = await a_shown_item(api, ana, supply.profile_id, pictures=2)
    engine, asked = api.process.engine, {"id": supply.profile_id}
    assert (await same(engine, GUEST, PAGE, asked))["serviceProfile"]["cover"]["id"] == media[0]
    await set_page(api, supply.profile_id, cover_media_id=supply.media_ids[2])
    cover = (await same(engine, GUEST, PAGE, asked))["serviceProfile"]["cover"]
    assert (cover["id"], cover["position"]) == (supply.media_ids[2], 0)


async def test_a_page_of_a_suspended_account_is_not_there(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await set_account(api, ana, status="suspended")
    engine, asked = api.process.engine, {"id": supply.profile_id}
    assert (await both(engine, GUEST, PAGE, asked)).compiled is None
    assert (await same(engine, reader(ana), PAGE, asked))["serviceProfile"]["indexable"] is False


async def test_my_pages_are_one_statement_however_many_there_are(api: World) -> None:
    nobody = await api.sign_up()
    engine = api.process.engine
    assert (await same(engine, reader(nobody), MINE))["myServiceProfiles"] == []
    supply = await page_with_everything(api)
    await a_draft_page(api, supply.owner, "CREATOR")
    await a_draft_page(api, supply.owner, "PHOTOGRAPHER")
    mine = (await same(engine, reader(supply.owner), MINE))["myServiceProfiles"]
    assert [page["role"] for page in mine] == ["MODEL", "PHOTOGRAPHER", "CREATOR"]
    with api.statements() as asked:
        assert len((await api.run(MINE, token=supply.owner.token)).data["myServiceProfiles"]) == 3
    assert len(asked) == 1


async def test_instant_book_rules_are_for_the_owner(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await set_account(api, ana, id_verified=True)
    engine, asked = api.process.engine, {"id": profile_id}
    assert (await same(engine, reader(ana), RULES, asked))["autoAcceptRules"] == []
    for terms in ({"allowIb": False}, {"allowIb": True, "maxDistanceMi": 0.1, "weekdayMask": 127}):
        set_one = {"input": {"serviceProfileId": profile_id} | terms}
        answer = await api.run(SET_RULE, set_one, token=ana.token)
        assert answer.data["setAutoAcceptRule"]["allowIb"] == terms["allowIb"]
    rules = (await same(engine, reader(ana), RULES, asked))["autoAcceptRules"]
    assert [(rule["allowIb"], rule["maxDistanceMi"]) for rule in rules] == [(False, None), (True, 0.1)]
    page = (await same(engine, reader(ana), PAGE, asked))["serviceProfile"]
    assert page["instantBook"] is True
    assert (await both(engine, reader(ben), RULES, asked)).compiled is None


async def test_rules_are_read_while_the_page_is_being_changed(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    async with api.units() as uow:
        await uow.profiles.holding(ProfileId(profile_id))
        found = await same(api.process.engine, reader(ana), RULES, {"id": profile_id})
    assert found["autoAcceptRules"] == []


async def test_what_a_page_changed_is_answered_as_it_is_now(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await publish(api, ana, supply.profile_id)
    change = {"id": supply.profile_id, "input": {"bio": ODD, "socialFields": SOCIAL}}
    document = (
        "mutation ($id: ID!, $input: ServiceProfilePatch!) {"
        f" updateServiceProfile(serviceProfileId: $id, input: $input) {WHOLE} }}"
    )
    changed = (await api.run(document, change, token=ana.token)).data["updateServiceProfile"]
    found = await same(api.process.engine, reader(ana), PAGE, {"id": supply.profile_id})
    assert changed == found["serviceProfile"]


async def set_band(api: World, media_id: str, band: int) -> None:
    await _set(api, upload, upload.c.media_id == media_id, nsfw_band=band)


async def set_page(api: World, profile_id: str, **values: Any) -> None:
    await _set(api, service_profile, service_profile.c.profile_id == profile_id, **values)


async def _set(api: World, table: Table, which: ColumnElement[bool], **values: Any) -> None:
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(table).where(which).values(**values))
