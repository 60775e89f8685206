"""Inboxes: pages, folders and filters, through the API."""

from typing import Any

import pytest
from sqlalchemy import update

from persistence.tables.threads import participant
from tests.api.test_threads_messages import put
from tests.api.thread_world import (
    BRIEF,
    INQUIRE,
    Talkers,
    publish,
    talking,
)
from tests.world import World


async def test_an_inbox_comes_in_pages_that_miss_and_repeat_nothing(api: World) -> None:
    buyer = await api.sign_up()
    threads = []
    for number in range(5):
        seller = await api.sign_up()
        profile = await publish(api, seller)
        opened = await api.run(
            INQUIRE, {"p": profile, "b": BRIEF | {"title": f"Job {number}"}}, token=buyer.token
        )
        threads.append(opened.data["startInquiry"]["id"])
        await api.advance(seconds=3600)
        buyer = await api.renewed(buyer)
    two = Talkers(api, buyer, buyer, profile)
    seen, cursor = [], None
    while True:
        page = await two.inbox(buyer, n=2, c=cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == threads[::-1]


async def test_the_folders_show_what_belongs_in_them(api: World) -> None:
    two = await talking(api)
    await put(api, update(participant).where(participant.c.user_id == two.buyer.user_id).values(starred=True))
    listing = {}
    for folder in (
        "all",
        "action",
        "unread",
        "starred",
        "inquiries",
        "invites",
        "bookings",
        "offers",
        "disputes",
        "archived",
        "spam",
    ):
        listing[folder] = len((await two.inbox(two.buyer, folder))["items"])
    assert {folder for folder, found in listing.items() if found} == {"all", "unread", "starred", "inquiries"}
    await put(
        api, update(participant).where(participant.c.user_id == two.buyer.user_id).values(moved_to="archived")
    )
    assert (await two.thread(two.buyer))["folder"] == "archived"
    assert (await two.thread(two.seller))["folder"] == "inquiries"
    refused = await api.run('{ inbox(folder: "elsewhere") { cursor } }', token=two.buyer.token)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", ["folder"])


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ({}, 1),
        ({"role": "MODEL"}, 1),
        ({"role": "CREATOR"}, 0),
        ({"status": "OPEN"}, 1),
        ({"status": "CONFIRMED"}, 0),
        ({"city": "Houston"}, 1),
        ({"city": "H%"}, 0),
        ({"hasFiles": True}, 0),
        ({"hasFiles": False}, 1),
        ({"from": "2020-01-01", "to": "2099-12-31"}, 1),
        ({"to": "2020-01-01"}, 0),
    ],
)
async def test_an_inbox_can_be_narrowed(api: World, narrowed: dict[str, Any], found: int) -> None:
    two = await talking(api)
    assert len((await two.inbox(two.buyer, filter=narrowed))["items"]) == found


async def test_an_inbox_filter_that_ends_before_it_starts_is_refused(api: World) -> None:
    two = await talking(api)
    backwards = {"from": "2026-02-02", "to": "2026-02-01"}
    refused = await api.run(
        "query ($f: InboxFilterInput) { inbox(filter: $f) { cursor } }",
        {"f": backwards},
        token=two.buyer.token,
    )
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", ["filter.to"])
