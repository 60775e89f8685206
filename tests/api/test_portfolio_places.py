"""Places for the pictures of a portfolio item, through the API."""

import httpx
import pytest

from persistence.tables.portfolio import portfolio_media
from tests.api.supply import (
    PLACE,
    a_draft_page,
    a_place,
    an_item,
)
from tests.api.test_portfolio import count, place, the_item
from tests.integrations.pictures import a_picture
from tests.world import World


async def test_a_place_takes_real_bytes_and_its_picture_keeps_its_id(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    item_id = await an_item(api, ana, profile_id)
    given = await a_place(api, ana, item_id, "look.JPEG")
    assert given.keys() == {"url", "fields", "key", "method", "mediaId"}
    assert (given["method"], given["fields"]) == ("PUT", {})
    pending = (await the_item(api, ana, profile_id))["media"]
    assert [(media["id"], media["scanStatus"]) for media in pending] == [(given["mediaId"], "pending")]
    await api.put(given["url"], a_picture(width=600, height=400, with_place=True), "image/jpeg")
    status = "query ($key: String!) { uploadStatus(key: $key) { status } }"
    await api.run(status, {"key": given["key"]}, token=ana.token)
    await api.drain()
    (clean,) = (await the_item(api, ana, profile_id))["media"]
    assert (clean["id"], clean["scanStatus"], clean["width"], clean["height"]) == (
        given["mediaId"],
        "clean",
        600,
        400,
    )
    async with httpx.AsyncClient() as store:
        shown = await store.get(clean["url"])
    assert shown.status_code == 200
    assert b"Exif" not in shown.content


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("image", "a.gif", "UNSUPPORTED_TYPE"),
        ("image", "a", "UNSUPPORTED_TYPE"),
        ("video", "a.mp4", "UNSUPPORTED_TYPE"),
        ("film", "a.jpg", "VALIDATION_FAILED"),
        ("image", "", "VALIDATION_FAILED"),
        ("image", "../a.jpg", "VALIDATION_FAILED"),
        ("image", "a" * 9_000 + ".jpg", "VALIDATION_FAILED"),
    ],
)
async def test_other_files_have_no_place(api: World, kind: str, name: str, code: str) -> None:
    ana = await api.sign_up()
    item_id = await an_item(api, ana, await a_draft_page(api, ana))
    assert (await place(api, ana, item_id, kind, name)).code == code
    assert await count(api, portfolio_media) == 0


async def test_an_item_has_a_bounded_number_of_pictures(api: World) -> None:
    ana = await api.sign_up()
    item_id = await an_item(api, ana, await a_draft_page(api, ana))
    for _ in range(40):
        await a_place(api, ana, item_id)
    assert (await place(api, ana, item_id)).code == "VALIDATION_FAILED"
    assert await count(api, portfolio_media) == 40


async def test_the_same_key_asks_for_one_place_only(api: World) -> None:
    ana = await api.sign_up()
    item_id = await an_item(api, ana, await a_draft_page(api, ana))
    variables = {"item": item_id, "kind": "image", "name": "a.jpg"}
    first = await api.run(PLACE, variables, token=ana.token, key="once")
    again = await api.run(PLACE, variables, token=ana.token, key="once")
    assert first.data == again.data
    assert await count(api, portfolio_media) == 1
