"""People, uploads and cities read by one statement: the same answers as the reference executor gives."""

from sqlalchemy import update

from domain.ids import UserId
from domain.viewer import Viewer
from persistence.tables.media import upload
from tests.api.profile_world import close_city, set_account
from tests.api.studio_world import draft as draft_studio
from tests.api.studio_world import live as live_studio
from tests.api.supply import a_draft_page, a_live_page, a_place, an_item
from tests.executors import both, same
from tests.integrations.pictures import a_picture
from tests.world import Person, World

CARD = """{
  __typename userId handle displayName city region isStudioOwner memberSince avatarUrl roles
  serviceProfiles { serviceProfileId role } studios { studioId title }
}"""
ME = f"""{{ me {{
  userId user {CARD} email emailVerified legalName groups adminRoles status is18PlusAttested ageVerified safeMode
  createdAt prefs {{ __typename locale timezone prefers24h reducedMotion highContrast }}
}} }}"""
USER = f"query ($id: ID, $handle: String) {{ user(userId: $id, handle: $handle) {CARD} }}"
CITIES = (
    "query ($active: Boolean) {"
    " cities(activeOnly: $active) { code name region country lat lon timezone active } }"
)
STATUS = """query ($key: String!) { uploadStatus(key: $key) { key status nsfwBand attachment {
  key mime bytes thumbKey kind fileName manifestRef width height thumbUrl url nsfwBand scanStatus sha256 } } }"""
GUEST = Viewer()
ODD = 'Ana "\\ \u2028 🎬'


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def test_my_account_is_one_statement(api: World) -> None:
    ana = await api.sign_up(displayName=ODD)
    await a_live_page(api, ana)
    await draft_studio(api, ana)
    await set_account(api, ana, legal_name=ODD, region="TX", admin_roles=["support", "finance", "Ops"])
    engine = api.process.engine
    me = (await same(engine, reader(ana), ME))["me"]
    assert (me["user"]["displayName"], me["user"]["roles"]) == (ODD, ["MODEL"])
    assert me["adminRoles"] == ["Ops", "finance", "support"]
    assert me["groups"] == sorted(me["groups"])
    with api.statements() as asked:
        assert (await api.run(ME, token=ana.token)).data["me"] == me
    assert len(asked) == 1


async def test_a_guest_has_no_account(api: World) -> None:
    answers = await both(api.process.engine, GUEST, ME)
    assert answers.compiled is None
    assert answers.reference == {"data": {"me": None}}


async def test_a_card_shows_what_is_published_and_fit_for_the_reader(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    supply = await a_live_page(api, ana)
    await a_draft_page(api, ana, "CREATOR")
    studio = await live_studio(api, ana)
    await draft_studio(api, ana)
    engine = api.process.engine
    for viewer in (reader(ana), reader(ben), GUEST):
        for named in ({"id": ana.user_id}, {"handle": ana.handle.upper()}):
            card = (await same(engine, viewer, USER, named))["user"]
            assert (card["roles"], card["isStudioOwner"]) == (["MODEL"], True)
            assert card["serviceProfiles"] == [{"serviceProfileId": supply.profile_id, "role": "MODEL"}]
            assert [shown["studioId"] for shown in card["studios"]] == [studio.studio_id]


async def test_nobody_is_found_by_no_name_two_names_or_a_wrong_one(api: World) -> None:
    ana = await api.sign_up()
    engine = api.process.engine
    both_names = {"id": ana.user_id, "handle": ana.handle}
    for named in ({}, both_names, {"id": "usr_x"}, {"handle": "nobody\0"}):
        answers = await both(engine, GUEST, USER, named)
        assert answers.compiled is None
        assert answers.reference["errors"]
    await set_account(api, ana, status="suspended")
    assert (await both(engine, reader(ana), USER, {"id": ana.user_id})).compiled is None


async def test_cities_are_those_that_are_open_unless_all_are_asked_for(api: World) -> None:
    engine = api.process.engine
    await close_city(api, "houston")
    everywhere = (await same(engine, GUEST, CITIES, {"active": False}))["cities"]
    assert (await same(engine, GUEST, CITIES, {"active": None}))["cities"] == everywhere
    open_ones = [city for city in everywhere if city["active"]]
    assert 0 < len(open_ones) < len(everywhere)
    assert (await same(engine, GUEST, CITIES))["cities"] == open_ones


async def test_an_upload_is_one_statement_once_its_scan_has_begun(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    place = await a_place(api, ana, await an_item(api, ana, await a_draft_page(api, ana)))
    engine, asked = api.process.engine, {"key": place["key"]}
    answers = await both(engine, reader(ana), STATUS, asked)
    # Asking is what starts the scan, so the first one is not for reading alone.
    assert answers.compiled is None
    assert answers.reference["data"]["uploadStatus"]["status"] == "scanning"
    await same(engine, reader(ana), STATUS, asked)
    await api.put(place["url"], a_picture(), "image/jpeg")
    await api.drain()
    clean = (await same(engine, reader(ana), STATUS, asked))["uploadStatus"]
    assert (clean["status"], clean["nsfwBand"]) == ("clean", 0)
    assert clean["attachment"]["url"].startswith("http")
    for viewer in (reader(ben), GUEST):
        assert (await both(engine, viewer, STATUS, asked)).compiled is None
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(upload).values(state="quarantined"))
    assert (await both(engine, reader(ana), STATUS, asked)).compiled is None
