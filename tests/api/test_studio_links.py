"""Studios as chips on a role page."""

from sqlalchemy import func, select

from persistence.tables.profiles import profile_studio
from tests.api.profile_world import UNPUBLISH, facts, seen
from tests.api.studio_world import draft, live
from tests.api.supply import a_draft_page, a_live_page
from tests.world import Answer, Person, World

LINK = """
mutation ($id: ID!, $studio: ID!) {
  linkStudio(serviceProfileId: $id, studioId: $studio) { linkedStudios { studioId ratingAvg } ratingAvg }
}
"""
UNLINK = """
mutation ($id: ID!, $studio: ID!) {
  unlinkStudio(serviceProfileId: $id, studioId: $studio) { linkedStudios { studioId } }
}
"""


async def link(api: World, owner: Person, profile_id: str, studio_id: str, document: str = LINK) -> Answer:
    return await api.run(document, {"id": profile_id, "studio": studio_id}, token=owner.token)


async def links(api: World) -> int:
    async with api.process.kernel.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(profile_studio)) or 0)


async def test_a_studio_of_mine_becomes_a_chip_and_goes_again(api: World) -> None:
    ana = await api.sign_up()
    supply, studio = await a_live_page(api, ana), await live(api, ana)
    for _ in range(2):
        linked = await link(api, ana, supply.profile_id, studio.studio_id)
        assert linked.data["linkStudio"]["linkedStudios"] == [{"studioId": studio.studio_id, "ratingAvg": 0}]
    public = await seen(api, None, id=supply.profile_id)
    assert public["linkedStudios"] == [{"studioId": studio.studio_id}]
    assert public["user"]["studios"] == [{"studioId": studio.studio_id}]
    assert public["user"]["isStudioOwner"]
    for _ in range(2):
        unlinked = await link(api, ana, supply.profile_id, studio.studio_id, UNLINK)
        assert unlinked.data["unlinkStudio"]["linkedStudios"] == []
    assert await links(api) == 0


async def test_a_studio_that_is_not_public_is_a_chip_for_its_owner_alone(api: World) -> None:
    ana = await api.sign_up()
    supply, studio = await a_live_page(api, ana), await draft(api, ana)
    await link(api, ana, supply.profile_id, studio.studio_id)
    assert len((await seen(api, ana, id=supply.profile_id))["linkedStudios"]) == 1
    public = await seen(api, None, id=supply.profile_id)
    assert (public["linkedStudios"], public["user"]["studios"]) == ([], [])


async def test_a_studio_of_somebody_else_cannot_be_tied_nor_untied(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    theirs = await live(api, ben)
    before = await facts(api)
    for document in (LINK, UNLINK):
        for wrong in (theirs.studio_id, "std_nothing", "", "x" * 5_000):
            refused = await link(api, ana, profile_id, wrong, document)
            assert refused.code == "SP_FORBIDDEN_LINK_STUDIO"
    assert (await links(api), await facts(api)) == (0, before)


async def test_no_more_chips_than_chosen(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    studios = [await draft(api, ana) for _ in range(13)]
    for studio in studios[:12]:
        assert (await link(api, ana, profile_id, studio.studio_id)).code is None
    assert (await link(api, ana, profile_id, studios[12].studio_id)).code == "VALIDATION_FAILED"
    assert await links(api) == 12


async def test_a_page_taken_off_takes_its_chips_with_it(api: World) -> None:
    ana = await api.sign_up()
    supply, studio = await a_live_page(api, ana), await live(api, ana)
    await link(api, ana, supply.profile_id, studio.studio_id)
    await api.run(UNPUBLISH, {"id": supply.profile_id}, token=ana.token)
    user = "query ($id: ID!) { user(userId: $id) { serviceProfiles { linkedStudios { studioId } } } }"
    assert (await api.run(user, {"id": ana.user_id})).data == {"user": {"serviceProfiles": []}}
