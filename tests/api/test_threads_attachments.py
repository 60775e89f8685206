"""Files in messages: the sender's own uploads, opened by nobody before they are clean."""

from typing import Any

import httpx
import pytest

from tests.api.thread_world import Talkers, talking
from tests.integrations.pictures import a_paper, a_picture, a_virus
from tests.world import Person, World

STATUS = "query ($k: String!) { uploadStatus(key: $k) { status } }"


async def upload(api: World, person: Person, body: bytes, *, scanned: bool = True, **more: Any) -> str:
    key = await api.send(person, body=body, **{"purpose": "message"} | more)
    if scanned:
        await api.run(STATUS, {"k": key}, token=person.token)
        await api.drain()
    return key


def a_file(key: str, mime: str = "image/jpeg", **more: Any) -> dict[str, Any]:
    return {"key": key, "mime": mime, "bytes": 100} | more


async def files_of(two: Talkers, person: Person) -> Any:
    document = (
        "query ($t: ID!) { messages(threadId: $t, limit: 1) { items { kind nsfwBand attachments {"
        " key mime fileName scanStatus url thumbUrl nsfwBand } } } }"
    )
    answer = await two.api.run(document, {"t": two.thread_id}, token=person.token)
    return answer.data["messages"]["items"][0]


async def test_a_clean_picture_can_be_opened_by_the_other(api: World) -> None:
    two = await talking(api)
    key = await upload(api, two.buyer, a_picture())
    sent = await two.say(two.buyer, None, kind="IMAGE", files=[a_file(key, fileName="look-1.jpg")])
    assert sent.data["sendMessage"]["kind"] == "IMAGE"
    shown = await files_of(two, two.seller)
    attachment = shown["attachments"][0]
    assert (attachment["key"], attachment["fileName"], attachment["scanStatus"]) == (
        key,
        "look-1.jpg",
        "clean",
    )
    async with httpx.AsyncClient() as client:
        assert (await client.get(attachment["url"])).status_code == 200
    with_files = (await two.inbox(two.seller, filter={"hasFiles": True}))["items"]
    assert [one["id"] for one in with_files] == [two.thread_id]


async def test_a_file_may_go_along_while_it_is_checked_and_opens_once_it_is_clean(api: World) -> None:
    two = await talking(api)
    key = await upload(api, two.buyer, a_paper(), scanned=False, mime="application/pdf")
    sent = await two.say(two.buyer, "The brief as PDF", files=[a_file(key, "application/pdf")])
    assert sent.data["sendMessage"]["attachments"][0] == {
        "key": key,
        "fileName": None,
        "scanStatus": "pending",
        "url": None,
    }
    assert (await files_of(two, two.seller))["nsfwBand"] == 2
    await api.drain()
    shown = await files_of(two, two.seller)
    assert (shown["nsfwBand"], shown["attachments"][0]["scanStatus"]) == (0, "clean")
    assert shown["attachments"][0]["url"] is not None


@pytest.mark.parametrize(("band", "required"), [(None, False), (1, True)])
async def test_a_thread_says_whether_safe_mode_has_something_to_hide(
    api: World, band: int | None, required: bool
) -> None:
    two = await talking(api)
    key = await upload(api, two.buyer, a_picture(band=band))
    assert (await two.say(two.buyer, "Look", files=[a_file(key)])).data["sendMessage"]["nsfwBand"] == (
        band or 0
    )
    document = "query ($t: ID!) { thread(threadId: $t) { safeModeRequired } }"
    answer = await api.run(document, {"t": two.thread_id}, token=two.seller.token)
    assert answer.data == {"thread": {"safeModeRequired": required}}


async def test_order_and_number_of_files_are_kept(api: World) -> None:
    two = await talking(api)
    keys = [await upload(api, two.buyer, a_picture(width=60 + n), scanned=False) for n in range(3)]
    await two.say(two.buyer, "Three", files=[a_file(key) for key in keys[::-1]])
    assert [one["key"] for one in (await files_of(two, two.seller))["attachments"]] == keys[::-1]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (a_virus(), "ATTACHMENT_QUARANTINED"),
        (a_picture(band=2), "MSG_NSFW_BLOCKED"),
        (a_paper(), "UPLOAD_QUARANTINED"),
    ],
)
async def test_a_file_that_did_not_pass_is_not_sent(api: World, body: bytes, code: str) -> None:
    two = await talking(api)
    key = await upload(api, two.buyer, body)
    before = await api.history(f"thread:{two.thread_id}")
    assert (await two.say(two.buyer, "Look", files=[a_file(key)])).code == code
    assert await api.history(f"thread:{two.thread_id}") == before


async def test_only_my_own_uploads_for_messages_can_be_sent(api: World) -> None:
    two = await talking(api)
    theirs = await upload(api, two.seller, a_picture(), scanned=False)
    elsewhere = await upload(api, two.buyer, a_picture(), scanned=False, purpose="portfolio")
    for key in (theirs, elsewhere, "incoming/message/nobody/x.jpg"):
        refused = await two.say(two.buyer, "Look", files=[a_file(key)])
        assert (refused.code, list(refused.extensions["fields"])) == (
            "VALIDATION_FAILED",
            ["attachments.0.key"],
        )


async def test_a_paper_is_no_image_whatever_it_is_called(api: World) -> None:
    two = await talking(api)
    key = await upload(api, two.buyer, a_paper(), mime="application/pdf")
    refused = await two.say(two.buyer, None, kind="IMAGE", files=[a_file(key, "image/jpeg")])
    assert refused.code == "UNSUPPORTED_TYPE"


async def test_messages_with_files_cost_as_many_statements_as_one(api: World) -> None:
    two = await talking(api)
    document = "query ($t: ID!) { messages(threadId: $t) { items { attachments { key } nsfwBand } } }"
    costs = []
    for number in range(3):
        key = await upload(api, two.buyer, a_picture(width=60 + number), scanned=False)
        await two.say(two.buyer, "Look", files=[a_file(key)])
        await two.messages(two.seller)
        with api.statements() as counted:
            await api.run(document, {"t": two.thread_id}, token=two.seller.token)
        costs.append(len(counted))
    assert costs == [costs[0]] * 3
