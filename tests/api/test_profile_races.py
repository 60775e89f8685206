"""Several hands on one page at once."""

import asyncio

from tests.api.profile_world import UNPUBLISH, seen
from tests.api.supply import a_draft_page, a_live_page, an_offer, create_page, publish, set_packages
from tests.world import World


async def test_of_many_who_start_the_same_page_at_once_one_wins(api: World) -> None:
    ana = await api.sign_up()
    answers = await asyncio.gather(*(create_page(api, ana) for _ in range(8)))
    assert sorted(str(answer.code) for answer in answers) == ["CONFLICT"] * 7 + ["None"]


async def test_package_lists_set_at_once_end_as_one_of_them_and_whole(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    lists = [[an_offer(name=f"{word} {number}") for number in range(3)] for word in "abcdef"]
    answers = await asyncio.gather(*(set_packages(api, ana, profile_id, *offers) for offers in lists))
    assert [answer.code for answer in answers] == [None] * 6
    found = [package["name"] for package in (await seen(api, ana, id=profile_id))["packages"]]
    assert found in [[offer["name"] for offer in offers] for offers in lists]


async def test_a_page_never_goes_live_while_its_last_package_leaves(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    for _ in range(5):
        await set_packages(api, supply.owner, supply.profile_id, an_offer())
        await api.run(UNPUBLISH, {"id": supply.profile_id}, token=supply.owner.token)
        published, emptied = await asyncio.gather(
            publish(api, supply.owner, supply.profile_id),
            set_packages(api, supply.owner, supply.profile_id),
        )
        assert {published.code, emptied.code} in ({None, "VALIDATION_FAILED"}, {None, "SP_INCOMPLETE"})
        found = await seen(api, supply.owner, id=supply.profile_id)
        assert found["isPublished"] == bool(found["packages"])
