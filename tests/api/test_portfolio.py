"""Portfolios through the API: places for pictures, going live, pages of items."""

from typing import Any

import pytest
from sqlalchemy import func, select

from persistence.tables.kernel import event
from persistence.tables.portfolio import portfolio_item, portfolio_media
from tests.api.supply import (
    DRAFT,
    PLACE,
    SHOW,
    a_draft_page,
    a_live_page,
    a_place,
    a_shown_item,
    an_item,
    send_picture,
    show_item,
)
from tests.integrations.pictures import a_picture, a_virus
from tests.world import Answer, Person, World

ITEMS = """
query ($id: ID!, $cursor: String, $limit: Int) {
  profilePortfolio(roleProfileId: $id, cursor: $cursor, limit: $limit) {
    cursor
    items {
      id title slug ownerUserId owner { handle } roleProfileId city shootDate genres status sfwBand indexable
      verifiedBooking studioUsedId studioUsed { studioId } createdAt updatedAt
      cover { id } media { id kind url thumbUrl width height position nsfwBand scanStatus }
      caseStudy { clientType summary deliverables results budgetLowCents budgetHighCents }
    }
  }
}
"""
ORDER = """
mutation ($item: ID!, $order: [ID!]!) { setPortfolioMedia(itemId: $item, order: $order) { cover { id } media { id } } }
"""
NOBODY = "pfi_00000000000000000000000000"


async def items(api: World, viewer: Person | None, profile_id: str, **given: Any) -> Any:
    answer = await api.run(ITEMS, {"id": profile_id, **given}, token=viewer.token if viewer else None)
    return answer.data["profilePortfolio"]


async def the_item(api: World, owner: Person, profile_id: str) -> Any:
    (item,) = (await items(api, owner, profile_id))["items"]
    return item


async def count(api: World, table: Any) -> int:
    async with api.process.kernel.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def place(api: World, owner: Person, item: str, kind: str = "image", name: str = "a.jpg") -> Answer:
    return await api.run(PLACE, {"item": item, "kind": kind, "name": name}, token=owner.token)


async def order(api: World, owner: Person, item: str, *media: str) -> Answer:
    return await api.run(ORDER, {"item": item, "order": list(media)}, token=owner.token)


async def test_a_draft_item_is_seen_by_its_owner_alone(api: World) -> None:
    ana = await api.sign_up(handle="ana")
    supply = await a_live_page(api, ana)
    draft = {
        "title": "Été à Houston",
        "roleProfileId": supply.profile_id,
        "genres": ["fashion", "portrait"],
        "city": "Houston",
        "shootDate": "2026-01-31",
    }
    item_id = (await api.run(DRAFT, {"input": draft}, token=ana.token)).data["createPortfolioDraft"]
    newest = (await items(api, ana, supply.profile_id))["items"][0]
    assert newest["slug"].startswith("ete-a-houston-")
    assert {name: newest[name] for name in ("id", "title", "city", "shootDate", "genres", "status")} == {
        "id": item_id,
        "title": "Été à Houston",
        "city": "Houston",
        "shootDate": "2026-01-31",
        "genres": ["fashion", "portrait"],
        "status": "draft",
    }
    assert (newest["cover"], newest["media"], newest["owner"]) == (None, [], {"handle": "ana"})
    public = (await items(api, None, supply.profile_id))["items"]
    assert [item["id"] for item in public] == [supply.item_id]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"title": ""}, {"title"}),
        ({"title": "t" * 50_000}, {"title"}),
        ({"genres": ["taxidermy"]}, {"genres.0"}),
        ({"shootDate": "2099-01-01"}, {"shootDate"}),
        ({"city": ""}, {"city"}),
    ],
)
async def test_a_wrong_draft_is_named_and_nothing_is_kept(
    api: World, given: dict[str, Any], fields: set[str]
) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    draft = {"title": "Looks", "roleProfileId": profile_id, "genres": []} | given
    refused = await api.run(DRAFT, {"input": draft}, token=ana.token)
    assert (refused.code, refused.extensions["fields"].keys()) == ("VALIDATION_FAILED", fields)
    assert await count(api, portfolio_item) == 0


async def test_an_item_hangs_on_a_page_of_mine(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    theirs = await a_draft_page(api, ana)
    await a_draft_page(api, ben)
    for wrong in (theirs, "srv_nothing", ""):
        draft = {"title": "Looks", "roleProfileId": wrong, "genres": []}
        assert (await api.run(DRAFT, {"input": draft}, token=ben.token)).code == "SP_NOT_FOUND"
    assert await count(api, portfolio_item) == 0


async def test_what_is_somebody_elses_is_not_there(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    item_id, media = await a_shown_item(api, ana, await a_draft_page(api, ana), pictures=1)
    await a_draft_page(api, ben)
    before, facts = await count(api, portfolio_media), await count(api, event)
    for wrong in (item_id, NOBODY, ""):
        assert (await place(api, ben, wrong)).code == "NOT_FOUND"
        assert (await show_item(api, ben, wrong, media[0])).code == "NOT_FOUND"
        assert (await order(api, ben, wrong, media[0])).code == "NOT_FOUND"
    assert (await count(api, portfolio_media), await count(api, event)) == (before, facts)


async def test_guests_and_buyers_are_turned_away(api: World) -> None:
    buyer = await api.sign_up()
    asked: list[tuple[str, dict[str, Any]]] = [
        (DRAFT, {"input": {"title": "x", "roleProfileId": "x", "genres": []}}),
        (PLACE, {"item": NOBODY, "kind": "image", "name": "a.jpg"}),
        (SHOW, {"input": {"id": NOBODY, "coverMediaId": "x"}}),
        (ORDER, {"item": NOBODY, "order": []}),
    ]
    for document, variables in asked:
        assert (await api.run(document, variables)).code == "UNAUTHENTICATED"
        assert (await api.run(document, variables, token=buyer.token)).code == "FORBIDDEN"


async def test_an_item_goes_live_with_its_story(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    story = {"clientType": "Brand", "deliverables": ["10 stills"], "budgetLowCents": 100_000}
    answer = await show_item(api, ana, supply.item_id, supply.media_ids[2], caseStudy=story)
    assert answer.data == {"publishPortfolio": True}
    (item,) = (await items(api, None, supply.profile_id))["items"]
    assert item["cover"] == {"id": supply.media_ids[2]}
    assert (item["status"], item["sfwBand"], item["indexable"]) == ("published", 0, True)
    assert item["caseStudy"] == {
        "clientType": "Brand",
        "summary": None,
        "deliverables": ["10 stills"],
        "results": None,
        "budgetLowCents": 100_000,
        "budgetHighCents": None,
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"coverMediaId": "med_nothing"}, "VALIDATION_FAILED"),
        ({"caseStudy": []}, "VALIDATION_FAILED"),
        ({"caseStudy": {"budgetLowCents": 2, "budgetHighCents": 1}}, "VALIDATION_FAILED"),
        ({"caseStudy": {"secret": 1}}, "VALIDATION_FAILED"),
        ({"studioUsedId": "std_nothing"}, "NOT_FOUND"),
    ],
)
async def test_a_wrong_publication_changes_nothing(api: World, given: dict[str, Any], code: str) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    media_id = await send_picture(api, ana, item_id)
    await api.drain()
    before, facts = await the_item(api, ana, profile_id), await count(api, event)
    refused = await api.run(
        SHOW, {"input": {"id": item_id, "coverMediaId": media_id} | given}, token=ana.token
    )
    assert refused.code == code
    assert (await the_item(api, ana, profile_id), await count(api, event)) == (before, facts)


async def test_an_item_waits_for_its_pictures_and_goes_live_by_itself(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    place = await a_place(api, ana, item_id)
    await api.put(place["url"], a_picture(), "image/jpeg")
    assert (await show_item(api, ana, item_id, place["mediaId"])).data == {"publishPortfolio": False}
    assert (await the_item(api, ana, profile_id))["status"] == "pending"
    await api.drain()
    assert (await the_item(api, ana, profile_id))["status"] == "published"


async def test_a_picture_that_is_never_sent_does_not_hold_up_the_others_for_good(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    media_id = await send_picture(api, ana, item_id)
    await a_place(api, ana, item_id)
    await api.drain()
    assert (await show_item(api, ana, item_id, media_id)).data == {"publishPortfolio": False}
    await api.drain()
    assert (await the_item(api, ana, profile_id))["status"] == "pending"
    await api.advance(seconds=3_600)
    ana = await api.renewed(ana)
    assert (await the_item(api, ana, profile_id))["status"] == "published"


async def test_a_picture_turned_down_keeps_an_item_off_until_it_is_taken_out(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    media_id = await send_picture(api, ana, item_id)
    await send_picture(api, ana, item_id, a_picture(band=2))
    await api.drain()
    refused = await show_item(api, ana, item_id, media_id)
    assert refused.code == "SP_UNSAFE_PUBLIC"
    assert (await the_item(api, ana, profile_id))["status"] == "draft"
    (remedy,) = refused.extensions["remedies"]
    assert remedy["mutation"] == "setPortfolioMedia"
    assert (await order(api, ana, remedy["variables"]["itemId"], *remedy["variables"]["order"])).code is None
    assert (await show_item(api, ana, item_id, media_id)).data == {"publishPortfolio": True}


async def test_an_item_that_waits_does_not_go_live_with_a_picture_turned_down(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    media_id = await send_picture(api, ana, item_id)
    await send_picture(api, ana, item_id, a_picture(band=2))
    assert (await show_item(api, ana, item_id, media_id)).data == {"publishPortfolio": False}
    await api.drain()
    await api.advance(seconds=3_600)
    ana = await api.renewed(ana)
    assert (await the_item(api, ana, profile_id))["status"] == "pending"


async def test_a_picture_held_back_keeps_an_item_off(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    media_id = await send_picture(api, ana, item_id)
    await send_picture(api, ana, item_id, a_virus())
    await api.drain()
    assert (await show_item(api, ana, item_id, media_id)).code == "UPLOAD_QUARANTINED"
    assert (await the_item(api, ana, profile_id))["status"] == "draft"


async def test_others_see_what_is_clean_and_the_owner_sees_all(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    await send_picture(api, ana, supply.item_id, a_picture(band=2))
    await api.drain()
    (public,) = (await items(api, None, supply.profile_id))["items"]
    assert [media["id"] for media in public["media"]] == list(supply.media_ids)
    assert (public["sfwBand"], public["indexable"]) == (0, True)
    mine = await the_item(api, ana, supply.profile_id)
    assert [media["scanStatus"] for media in mine["media"]] == ["clean"] * 6 + ["blocked"]
    assert (mine["sfwBand"], mine["indexable"]) == (2, False)


async def test_pictures_take_the_order_given_and_those_left_out_leave(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    item_id, media = await a_shown_item(api, ana, await a_draft_page(api, ana), pictures=3)
    _, theirs = await a_shown_item(api, ben, await a_draft_page(api, ben), pictures=1)
    ordered = (await order(api, ana, item_id, media[2], media[0])).data["setPortfolioMedia"]
    assert ordered == {"cover": {"id": media[0]}, "media": [{"id": media[2]}, {"id": media[0]}]}
    assert (await order(api, ana, item_id, media[0], theirs[0])).code == "NOT_FOUND"
    assert (await order(api, ana, item_id, media[0], media[0])).code == "VALIDATION_FAILED"
    # A live item keeps the picture it is shown by.
    assert (await order(api, ana, item_id, media[2])).code == "VALIDATION_FAILED"
    assert await count(api, portfolio_media) == 3


async def test_the_portfolio_of_a_page_nobody_may_see_is_not_there(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    await a_shown_item(api, ana, profile_id, pictures=1)
    for viewer, wrong in ((ben, profile_id), (None, profile_id), (ana, "srv_nothing"), (ana, "")):
        answer = await api.run(ITEMS, {"id": wrong}, token=viewer.token if viewer else None)
        assert answer.code == "SP_NOT_FOUND"


async def test_pages_of_items_are_whole_and_in_order_while_items_are_added(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    made = [await an_item(api, ana, profile_id, f"Item {number}") for number in range(5)]
    first = await items(api, ana, profile_id, limit=2)
    await an_item(api, ana, profile_id, "Born meanwhile")
    second = await items(api, ana, profile_id, limit=2, cursor=first["cursor"])
    third = await items(api, ana, profile_id, limit=2, cursor=second["cursor"])
    assert [item["id"] for page in (first, second, third) for item in page["items"]] == made[::-1]
    assert third["cursor"] is None


async def test_a_cursor_opens_no_other_list(api: World) -> None:
    ana = await api.sign_up()
    model, photographer = await a_draft_page(api, ana), await a_draft_page(api, ana, "PHOTOGRAPHER")
    for _ in range(2):
        await an_item(api, ana, model)
    cursor = (await items(api, ana, model, limit=1))["cursor"]
    for wrong in (cursor + "x", "", "nonsense", "A" * 5_000):
        assert (
            await api.run(ITEMS, {"id": model, "cursor": wrong}, token=ana.token)
        ).code == "VALIDATION_FAILED"
    foreign = await api.run(ITEMS, {"id": photographer, "cursor": cursor}, token=ana.token)
    assert foreign.code == "VALIDATION_FAILED"
    for limit in (0, -1):
        assert (
            await api.run(ITEMS, {"id": model, "limit": limit}, token=ana.token)
        ).code == "VALIDATION_FAILED"
    assert len((await items(api, ana, model, limit=2**31 - 1))["items"]) == 2


async def test_a_list_costs_the_same_for_one_item_and_for_five(api: World) -> None:
    one, five = await api.sign_up(), await api.sign_up()
    few_items, many_items = await a_draft_page(api, one), await a_draft_page(api, five)
    for owner, profile_id, number in ((one, few_items, 1), (five, many_items, 5)):
        for _ in range(number):
            await a_place(api, owner, await an_item(api, owner, profile_id))
    await items(api, one, few_items)
    with api.statements() as few:
        await items(api, one, few_items)
    with api.statements() as many:
        assert len((await items(api, five, many_items))["items"]) == 5
    assert len(many) == len(few)
