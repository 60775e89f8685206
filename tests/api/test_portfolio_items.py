"""Single items through the API: by address, changed, taken off."""

from typing import Any

import pytest
from sqlalchemy import update

from persistence.tables.portfolio import portfolio_item
from tests.api.profile_world import UNPUBLISH, facts
from tests.api.supply import Supply, a_draft_page, a_live_page, an_item, show_item
from tests.world import Person, World

ITEM = "query ($slug: String!) { portfolioItem(slug: $slug) { id title status roleProfileId } }"
SLUGS = "query ($id: ID!) { profilePortfolio(roleProfileId: $id) { items { id slug status } } }"
UPDATE = """
mutation ($id: ID!, $input: PortfolioDraftInput!) {
  updatePortfolioItem(id: $id, input: $input) { id title slug roleProfileId genres city shootDate }
}
"""
ARCHIVE = "mutation ($id: ID!) { archivePortfolioItem(id: $id) }"


async def slug_of(api: World, supply: Supply) -> str:
    items = (await api.run(SLUGS, {"id": supply.profile_id}, token=supply.owner.token)).data
    return str(items["profilePortfolio"]["items"][0]["slug"])


async def found(api: World, viewer: Person | None, slug: str) -> Any:
    return (await api.run(ITEM, {"slug": slug}, token=viewer.token if viewer else None)).data["portfolioItem"]


async def set_status(api: World, item_id: str, status: str) -> None:
    async with api.process.kernel.engine.begin() as connection:
        change = update(portfolio_item).where(portfolio_item.c.item_id == item_id).values(status=status)
        await connection.execute(change)


async def test_an_item_has_an_address_that_anybody_can_follow(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    slug = await slug_of(api, supply)
    assert (await found(api, None, slug))["id"] == supply.item_id
    for wrong in ("nothing", "", "x" * 5_000):
        assert await found(api, None, wrong) is None


async def test_an_item_is_there_only_while_its_page_is(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    slug = await slug_of(api, supply)
    await api.run(UNPUBLISH, {"id": supply.profile_id}, token=supply.owner.token)
    assert await found(api, None, slug) is None
    assert (await found(api, supply.owner, slug))["id"] == supply.item_id


async def test_an_archived_item_is_for_its_owner_until_published_anew(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    slug = await slug_of(api, supply)
    for _ in range(2):
        gone = await api.run(ARCHIVE, {"id": supply.item_id}, token=supply.owner.token)
        assert gone.data == {"archivePortfolioItem": True}
    assert await found(api, None, slug) is None
    assert (await found(api, supply.owner, slug))["status"] == "archived"
    await show_item(api, supply.owner, supply.item_id, supply.media_ids[0])
    assert (await found(api, None, slug))["status"] == "published"


async def test_what_staff_took_down_says_so_and_its_owner_cannot_bring_it_back(api: World) -> None:
    supply = await a_live_page(api, await api.sign_up())
    slug = await slug_of(api, supply)
    await set_status(api, supply.item_id, "blocked")
    assert (await api.run(ITEM, {"slug": slug})).code == "CONTENT_UNAVAILABLE_DMCA"
    assert (await found(api, supply.owner, slug))["status"] == "blocked"
    refused = await show_item(api, supply.owner, supply.item_id, supply.media_ids[0])
    assert refused.code == "VALIDATION_FAILED"
    refused = await api.run(ARCHIVE, {"id": supply.item_id}, token=supply.owner.token)
    assert refused.code == "VALIDATION_FAILED"
    assert (await found(api, supply.owner, slug))["status"] == "blocked"


async def test_an_item_can_be_renamed_and_moved_to_another_page_of_mine(api: World) -> None:
    ana = await api.sign_up()
    model, photographer = await a_draft_page(api, ana), await a_draft_page(api, ana, "PHOTOGRAPHER")
    item_id = await an_item(api, ana, model, "Before")
    draft = {
        "title": " After ",
        "roleProfileId": photographer,
        "genres": ["portrait"],
        "shootDate": "2025-12-24",
    }
    changed = (await api.run(UPDATE, {"id": item_id, "input": draft}, token=ana.token)).data[
        "updatePortfolioItem"
    ]
    assert changed["slug"].startswith("before-")
    assert changed | {"slug": None} == {
        "id": item_id,
        "title": "After",
        "slug": None,
        "roleProfileId": photographer,
        "genres": ["portrait"],
        "city": None,
        "shootDate": "2025-12-24",
    }
    there = (await api.run(SLUGS, {"id": photographer}, token=ana.token)).data["profilePortfolio"]["items"]
    assert [item["id"] for item in there] == [item_id]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": ""}, "VALIDATION_FAILED"),
        ({"genres": ["taxidermy"]}, "VALIDATION_FAILED"),
        ({"shootDate": "2099-12-31"}, "VALIDATION_FAILED"),
        ({"roleProfileId": "srv_nothing"}, "NOT_FOUND"),
    ],
)
async def test_a_wrong_change_changes_nothing(api: World, given: dict[str, Any], code: str) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    before, count = (await api.run(SLUGS, {"id": profile_id}, token=ana.token)).data, await facts(api)
    draft = {"title": "Looks", "roleProfileId": profile_id, "genres": []} | given
    assert (await api.run(UPDATE, {"id": item_id, "input": draft}, token=ana.token)).code == code
    after = (await api.run(SLUGS, {"id": profile_id}, token=ana.token)).data
    assert (after, await facts(api)) == (before, count)


async def test_what_is_somebody_elses_is_not_there(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    item_id = await an_item(api, ana, await a_draft_page(api, ana))
    theirs = await a_draft_page(api, ben)
    draft = {"title": "Mine now", "roleProfileId": theirs, "genres": []}
    for wrong in (item_id, "pfi_nothing"):
        assert (await api.run(UPDATE, {"id": wrong, "input": draft}, token=ben.token)).code == "NOT_FOUND"
        assert (await api.run(ARCHIVE, {"id": wrong}, token=ben.token)).code == "NOT_FOUND"
