"""Portfolios read by one statement: the same answers as the reference executor gives, for each reader."""

from typing import Any

from sqlalchemy import update

from domain.ids import UserId
from domain.viewer import Viewer
from persistence.tables.media import upload
from persistence.tables.portfolio import portfolio_item, portfolio_media
from tests.api.profile_world import UNPUBLISH, close_city
from tests.api.studio_world import draft as draft_studio
from tests.api.studio_world import live as live_studio
from tests.api.supply import DRAFT, a_live_page, an_item, send_picture, show_item
from tests.executors import both, same
from tests.world import Person, World

WHOLE = """{
  __typename id title slug ownerUserId owner { handle } roleProfileId city shootDate genres status sfwBand
  indexable verifiedBooking studioUsedId studioUsed { studioId title } createdAt updatedAt
  cover { id altText position }
  media { id kind url thumbUrl width height durationSec altText position nsfwBand scanStatus }
  caseStudy { clientType summary deliverables results budgetLowCents budgetHighCents }
}"""
ITEMS = (
    "query ($id: ID!, $cursor: String, $limit: Int) {"
    f" profilePortfolio(roleProfileId: $id, cursor: $cursor, limit: $limit) {{ cursor items {WHOLE} }} }}"
)
ITEM = f"query ($slug: String!) {{ portfolioItem(slug: $slug) {WHOLE} }}"
GUEST = Viewer()
ODD = 'Été "\\ \u2028 🎬'
STORY = {
    "clientType": "brand",
    "summary": ODD,
    "deliverables": ["12 pictures", ODD],
    "budgetLowCents": 100_000,
}


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def draft(api: World, owner: Person, profile_id: str, title: str) -> str:
    given = {"title": title, "roleProfileId": profile_id, "genres": ["fashion"], "shootDate": "2026-01-31"}
    return str((await api.run(DRAFT, {"input": given}, token=owner.token)).data["createPortfolioDraft"])


async def change(api: World, item_id: str, **values: Any) -> None:
    async with api.process.kernel.engine.begin() as connection:
        which = portfolio_item.c.item_id == item_id
        await connection.execute(update(portfolio_item).where(which).values(**values))


async def test_items_are_the_same_for_their_owner_a_stranger_and_a_guest(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    supply = await a_live_page(api, ana)
    told = await an_item(api, ana, supply.profile_id, ODD)
    cover = await send_picture(api, ana, told)
    await api.drain()
    studio = await live_studio(api, ana)
    shown = await show_item(api, ana, told, cover, caseStudy=STORY, studioUsedId=studio.studio_id)
    assert shown.errors == []
    unfinished = await draft(api, ana, supply.profile_id, "Not yet")
    await send_picture(api, ana, unfinished)
    engine, asked = api.process.engine, {"id": supply.profile_id}
    own = (await same(engine, reader(ana), ITEMS, asked))["profilePortfolio"]["items"]
    assert [item["status"] for item in own] == ["draft", "published", "published"]
    assert (own[0]["shootDate"], own[0]["media"][0]["scanStatus"]) == ("2026-01-31", "pending")
    assert own[1]["caseStudy"]["deliverables"] == ["12 pictures", ODD]
    assert own[1]["studioUsed"]["studioId"] == studio.studio_id
    for viewer in (reader(ben), GUEST):
        page = (await same(engine, viewer, ITEMS, asked))["profilePortfolio"]
        assert page == {"cursor": None, "items": own[1:]}
        found = await same(engine, viewer, ITEM, {"slug": own[1]["slug"]})
        assert found["portfolioItem"] == own[1]
        assert (await both(engine, viewer, ITEM, {"slug": own[0]["slug"]})).compiled is None
    assert await same(engine, reader(ana), ITEM, {"slug": own[0]["slug"]})


async def test_a_studio_that_is_not_live_is_told_to_its_owner_alone(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    studio = await draft_studio(api, ana)
    await change(api, supply.item_id, studio_id=studio.studio_id)
    engine, asked = api.process.engine, {"id": supply.profile_id}
    for viewer, there in ((reader(ana), True), (GUEST, False)):
        (item,) = (await same(engine, viewer, ITEMS, asked))["profilePortfolio"]["items"]
        assert (item["studioUsed"] is not None, item["studioUsedId"]) == (there, studio.studio_id)


async def test_pictures_are_shown_as_their_scans_went(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    blurred, withheld, turned_down, never_sent, held_back, waiting = supply.media_ids
    for media_id, values in (
        (blurred, {"nsfw_band": 1}),
        (withheld, {"nsfw_band": 2}),
        (turned_down, {"state": "blocked"}),
        (never_sent, {"state": "blocked", "bytes": 0}),
        (held_back, {"state": "quarantined"}),
        (waiting, {"state": "waiting", "bytes": None, "nsfw_band": None, "width": None}),
    ):
        async with api.process.kernel.engine.begin() as connection:
            await connection.execute(update(upload).where(upload.c.media_id == media_id).values(**values))
    async with api.process.kernel.engine.begin() as connection:
        hung = portfolio_media.c.media_id == blurred
        await connection.execute(update(portfolio_media).where(hung).values(alt_text=ODD))
    engine, asked = api.process.engine, {"id": supply.profile_id}
    (own,) = (await same(engine, reader(ana), ITEMS, asked))["profilePortfolio"]["items"]
    assert [picture["scanStatus"] for picture in own["media"]] == [
        "clean", "clean", "blocked", "blocked", "quarantined", "pending"
    ]  # fmt: skip
    assert (own["sfwBand"], own["cover"]["altText"]) == (2, ODD)


async def test_others_see_what_is_clean(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    cover, *_ = supply.media_ids
    async with api.process.kernel.engine.begin() as connection:
        checking = update(upload).where(upload.c.media_id == cover).values(state="scanning")
        await connection.execute(checking)
    engine, asked = api.process.engine, {"id": supply.profile_id}
    (item,) = (await same(engine, GUEST, ITEMS, asked))["profilePortfolio"]["items"]
    assert (item["cover"], len(item["media"]), item["indexable"]) == (None, 5, True)


async def test_a_portfolio_is_one_statement_a_page_and_goes_on_with_its_cursor(api: World) -> None:
    ana = await api.sign_up()
    supply = await a_live_page(api, ana)
    for number in range(4):
        await draft(api, ana, supply.profile_id, f"Item {number}")
    engine, asked = api.process.engine, {"id": supply.profile_id, "limit": 2}
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = (await same(engine, reader(ana), ITEMS, asked | {"cursor": cursor}))["profilePortfolio"]
        seen += [item["title"] for item in page["items"]]
        cursor = page["cursor"]
    assert (seen, cursor) == (["Item 3", "Item 2", "Item 1", "Item 0", "Spring looks"], None)
    for limit in (1, 5):
        with api.statements() as statements:
            answer = await api.run(ITEMS, asked | {"limit": limit}, token=ana.token)
        assert len(answer.data["profilePortfolio"]["items"]) == limit
        assert len(statements) == 1


async def test_what_is_refused_is_left_to_the_reference_executor(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    supply, other = await a_live_page(api, ana), await a_live_page(api, ben)
    engine, asked = api.process.engine, {"id": supply.profile_id, "limit": 1}
    foreign = (await same(engine, reader(ben), ITEMS, {"id": other.profile_id}))["profilePortfolio"]
    for wrong in ({"limit": 0}, {"limit": -1}, {"cursor": "x"}, {"id": "x"}, {"id": "x\0"}):
        answers = await both(engine, GUEST, ITEMS, asked | wrong)
        assert answers.compiled is None
        assert answers.reference["errors"]
    slug = foreign["items"][0]["slug"]
    await change(api, other.item_id, status="blocked")
    answers = await both(engine, GUEST, ITEM, {"slug": slug})
    assert answers.compiled is None
    assert answers.reference["errors"][0]["extensions"]["code"] == "CONTENT_UNAVAILABLE_DMCA"
    await api.run(UNPUBLISH, {"id": supply.profile_id}, token=ana.token)
    assert (await both(engine, GUEST, ITEMS, asked)).compiled is None
    assert await same(engine, reader(ana), ITEMS, asked)
    await close_city(api, "houston")
    assert (await both(engine, GUEST, ITEMS, {"id": other.profile_id})).compiled is None
    assert await same(engine, reader(ben), ITEM, {"slug": slug})
