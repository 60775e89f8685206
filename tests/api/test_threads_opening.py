"""Writing to somebody first, through the API."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from domain.profiles.model import Role
from persistence.tables.accounts import account
from persistence.tables.threads import contact_filter, message, message_credit, thread, user_block
from tests.api.thread_world import BRIEF, INQUIRE, TALK, asking, publish, strangers, talking
from tests.world import World

DAY = 24 * 3600


async def count(api: World, table: Any) -> int:
    async with api.units() as uow:
        return len((await uow.connection.execute(select(table))).all())


async def put(api: World, statement: Any) -> None:
    async with api.units() as uow:
        await uow.connection.execute(statement)


async def test_an_inquiry_opens_a_thread_with_its_brief(api: World) -> None:
    two = await strangers(api)
    opened = (await two.inquire()).data["startInquiry"]
    gate = opened.pop("gate")
    assert opened == {
        "id": opened["id"],
        "kind": "INQUIRY",
        "status": "AWAITING_REPLY",
        "subject": "Autumn lookbook",
        "roleContext": "Model",
        "folder": "inquiries",
        "unreadCount": 0,
        "requestState": "PENDING",
        "isProject": False,
        "projectPanel": {"brief": {"title": "Autumn lookbook", "version": 1, "budgetCents": 120_000}},
        "lastMessage": {
            "bodyText": "Autumn lookbook\n\nTwelve looks in a day",
            "senderUser": two.buyer.user_id,
        },
        "participants": [
            {"userId": two.buyer.user_id, "role": "buyer", "status": "active", "online": False},
            {"userId": two.seller.user_id, "role": "provider", "status": "active", "online": False},
        ],
    }
    assert (gate["targetUser"], gate["status"], gate["reason"]) == (two.seller.user_id, "PENDING", None)


async def test_a_first_contact_waits_in_the_requests_of_its_target(api: World) -> None:
    two = await asking(api)
    for folder in ("all", "action", "inquiries", "unread"):
        assert [one["id"] for one in (await two.inbox(two.seller, folder))["items"]] == [two.thread_id]
    assert (await two.inbox(two.buyer, "action"))["items"] == []
    told = [event.name for event in await api.history(f"inbox:{two.seller.user_id}")]
    assert told == ["msg.request.open"]


async def test_asking_again_finds_the_same_thread_and_renews_the_brief(api: World) -> None:
    two = await asking(api)
    same = (await two.inquire()).data["startInquiry"]
    assert (same["id"], same["projectPanel"]["brief"]["version"]) == (two.thread_id, 1)
    renewed = (await two.inquire(title="Winter lookbook")).data["startInquiry"]
    assert (renewed["id"], renewed["projectPanel"]["brief"]) == (
        two.thread_id,
        {"title": "Winter lookbook", "version": 2, "budgetCents": 120_000},
    )
    assert (await count(api, message), await count(api, thread)) == (1, 1)


async def test_another_role_of_the_same_person_is_another_thread(api: World) -> None:
    two = await asking(api)
    two.profile_id = await publish(api, two.seller, Role.PHOTOGRAPHER)
    other = (await two.inquire()).data["startInquiry"]
    assert (other["roleContext"], other["id"] != two.thread_id) == ("Photographer", True)


async def test_ten_first_contacts_at_once_open_one_thread(api: World) -> None:
    two = await strangers(api)
    answers = await asyncio.gather(*(two.inquire() for _ in range(10)))
    assert len({answer.data["startInquiry"]["id"] for answer in answers}) == 1
    assert (await count(api, thread), await count(api, message)) == (1, 1)
    async with api.units() as uow:
        assert await uow.connection.scalar(select(message_credit.c.spent)) == 1


async def test_an_answer_accepts_the_request_and_from_then_on_both_may_write(api: World) -> None:
    two = await talking(api)
    assert (await two.thread(two.buyer))["requestState"] == "ACCEPTED"
    assert (await two.thread(two.buyer))["status"] == "OPEN"
    for number in range(7):
        assert (await two.say(two.buyer, f"Message {number}")).errors == []
    told = [event.name for event in await api.history(f"inbox:{two.buyer.user_id}")]
    assert "msg.request.accept" in told


async def test_until_the_answer_only_a_few_messages_get_through(api: World) -> None:
    two = await asking(api)
    for number in range(4):
        assert (await two.say(two.buyer, f"Message {number}")).errors == []
    before = await api.history(f"thread:{two.thread_id}")
    assert (await two.say(two.buyer, "One more")).code == "MSG_GATE_REQUIRED"
    assert await count(api, message) == 5
    assert await api.history(f"thread:{two.thread_id}") == before


async def test_a_request_runs_out_and_its_remedy_asks_again(api: World) -> None:
    two = await asking(api)
    fired = await api.advance(seconds=14 * DAY)
    assert "threads.request_lapse" in {one["kind"] for one in fired}
    two.buyer = await api.renewed(two.buyer)
    refused = await two.say(two.buyer, "Still interested?")
    assert refused.code == "REQUESTS_REQUIRED"
    remedy = refused.extensions["remedies"][0]
    again = await api.run(
        TALK,
        {
            "to": remedy["variables"]["toUserId"],
            "r": remedy["variables"]["roleContext"],
            "m": remedy["variables"]["firstMessage"],
        },
        token=two.buyer.token,
    )
    opened = again.data["startConversation"]
    assert (opened["id"], opened["requestState"]) == (two.thread_id, "PENDING")
    assert opened["lastMessage"]["bodyText"] == "Still interested?"


async def test_an_answer_in_time_stops_the_timer(api: World) -> None:
    await talking(api)
    fired = await api.advance(seconds=15 * DAY)
    assert "threads.request_lapse" not in {one["kind"] for one in fired}


async def test_a_suspicious_first_contact_is_held_back_until_it_is_taken(api: World) -> None:
    two = await strangers(api)
    two.thread_id = (await two.inquire(goals="My site is analens.com")).data["startInquiry"]["id"]
    listed = (await two.inbox(two.seller, "action"))["items"][0]
    assert (listed["lastMessage"], listed["projectPanel"]) == (None, None)
    refused = await two.messages(two.seller)
    assert refused.code == "MSG_GATE_REQUIRED"
    assert (await two.thread(two.seller))["gate"] == {"status": "PENDING", "reason": "policy"}
    assert (await two.thread(two.buyer))["gate"] == {"status": "PENDING", "reason": None}
    remedy = refused.extensions["remedies"][0]
    followed = await api.run(
        "mutation ($i: SendTextInput!) { sendText(input: $i) }",
        {"i": remedy["variables"]["input"]},
        token=two.seller.token,
    )
    assert followed.errors == []
    assert len((await two.messages(two.seller)).data["messages"]["items"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "buyerBrief.title"),
        ({"title": "a\u0001b"}, "buyerBrief.title"),
        ({"title": "x" * 100_000}, "buyerBrief.title"),
        ({"budgetCents": -1}, "buyerBrief.budgetCents"),
        ({"eventDate": "2020-01-01"}, "buyerBrief.eventDate"),
        ({"mustHaveShots": ["x"] * 51}, "buyerBrief.mustHaveShots"),
    ],
)
async def test_a_faulty_brief_names_its_field_and_opens_nothing(
    api: World, change: dict[str, Any], field: str
) -> None:
    two = await strangers(api)
    refused = await two.inquire(**change)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert await count(api, thread) == 0


async def test_an_unknown_unpublished_or_own_page_cannot_be_asked(api: World) -> None:
    two = await strangers(api)
    for unknown in ("srv_unknown", "", "x" * 5000, two.buyer.user_id):
        refused = await api.run(INQUIRE, {"p": unknown, "b": BRIEF}, token=two.buyer.token)
        assert refused.code == "SP_NOT_FOUND", unknown
    mine = await api.run(INQUIRE, {"p": two.profile_id, "b": BRIEF}, token=two.seller.token)
    assert (mine.code, list(mine.extensions["fields"])) == ("VALIDATION_FAILED", ["sellerServiceProfileId"])
    assert await count(api, thread) == 0


async def test_a_page_for_adults_does_not_exist_for_others(api: World) -> None:
    two = await strangers(api)
    two.profile_id = await publish(api, two.seller, Role.FANSUB)
    assert ((await two.inquire()).code, await count(api, thread)) == ("SP_NOT_FOUND", 0)
    grown = update(account).where(account.c.user_id == two.buyer.user_id)
    await put(api, grown.values(age_verified=True, safe_mode=False))
    assert (await two.inquire()).data["startInquiry"]["roleContext"] == "Fan-Sub"


async def test_a_guest_is_asked_to_sign_in(api: World) -> None:
    two = await strangers(api)
    assert (await api.run(INQUIRE, {"p": two.profile_id, "b": BRIEF})).code == "UNAUTHENTICATED"


async def test_a_brief_that_leaves_the_platform_is_refused_and_costs_nothing(api: World) -> None:
    two = await strangers(api)
    refused = await two.inquire(budgetNotes="Pay outside the platform, no fees")
    assert refused.code == "MSG_POLICY_BLOCKED"
    assert [await count(api, table) for table in (thread, message, message_credit)] == [0, 0, 0]
    assert await api.history(f"inbox:{two.seller.user_id}") == []


@pytest.mark.parametrize("blocker", ["buyer", "seller"])
async def test_a_block_stops_first_contacts_either_way(api: World, blocker: str) -> None:
    two = await strangers(api)
    people = [two.buyer.user_id, two.seller.user_id]
    one, other = people if blocker == "buyer" else people[::-1]
    now = api.services.clock.now()
    await put(api, insert(user_block).values(blocker_id=one, blocked_id=other, created_at=now))
    assert (await two.inquire()).code == "MSG_BLOCKED_BY_USER"
    assert await count(api, thread) == 0


async def test_what_the_target_asks_of_strangers_has_to_be_brought(api: World) -> None:
    two = await strangers(api)
    asks = {"id_verified_only": False, "budget_required": True, "date_required": True}
    await put(api, insert(contact_filter).values(user_id=two.seller.user_id, **asks))
    refused = await two.inquire()
    assert (refused.code, await count(api, thread)) == ("CONTACT_FILTER_UNMET", 0)
    day = (api.services.clock.now() + timedelta(days=30)).date().isoformat()
    assert (await two.inquire(eventDate=day)).errors == []


async def test_strangers_are_written_to_at_a_measured_pace(api: World) -> None:
    two = await strangers(api)
    for _ in range(3):
        two.profile_id = await publish(api, await api.sign_up())
        assert (await two.inquire()).errors == []
    two.profile_id = await publish(api, await api.sign_up())
    refused = await two.inquire()
    assert (refused.code, await count(api, thread)) == ("RATE_LIMITED", 3)
    assert refused.extensions["retryAfterSec"] > 0
    await api.advance(seconds=3600)
    two.buyer = await api.renewed(two.buyer)
    assert (await two.inquire()).errors == []


async def test_the_credits_of_a_month_run_out_and_come_back(api: World) -> None:
    two = await strangers(api)
    period = f"{api.services.clock.now():%Y-%m}"
    spent = {"user_id": two.buyer.user_id, "period": period, "granted": 20, "spent": 20}
    await put(api, insert(message_credit).values(**spent))
    refused = await two.inquire()
    assert (refused.code, await count(api, thread)) == ("CREDITS_EXHAUSTED", 0)
    await api.advance(seconds=31 * DAY)
    two.buyer = await api.renewed(two.buyer)
    assert (await two.inquire()).errors == []


async def test_two_spenders_of_the_last_credit_get_one(api: World) -> None:
    two = await strangers(api)
    other = await publish(api, await api.sign_up())
    period = f"{api.services.clock.now():%Y-%m}"
    spent = {"user_id": two.buyer.user_id, "period": period, "granted": 20, "spent": 19}
    await put(api, insert(message_credit).values(**spent))
    rival = api.run(INQUIRE, {"p": other, "b": BRIEF}, token=two.buyer.token)
    codes = {answer.code for answer in await asyncio.gather(two.inquire(), rival)}
    assert (codes, await count(api, thread)) == ({None, "CREDITS_EXHAUSTED"}, 1)


async def test_a_verified_person_may_start_more(api: World) -> None:
    two = await strangers(api)
    await put(api, update(account).where(account.c.user_id == two.buyer.user_id).values(id_verified=True))
    for _ in range(5):
        two.profile_id = await publish(api, await api.sign_up())
        assert (await two.inquire()).errors == []


async def test_a_conversation_starts_in_a_role_one_of_the_two_has(api: World) -> None:
    two = await strangers(api)
    variables = {"to": two.seller.user_id, "r": "Model", "m": "Hello there"}
    opened = (await api.run(TALK, variables, token=two.buyer.token)).data["startConversation"]
    assert opened == {
        "id": opened["id"],
        "status": "AWAITING_REPLY",
        "requestState": "PENDING",
        "lastMessage": {"bodyText": "Hello there"},
        "participants": [
            {"userId": two.buyer.user_id, "role": "buyer"},
            {"userId": two.seller.user_id, "role": "provider"},
        ],
    }
    again = await api.run(TALK, variables | {"m": "Are you there?"}, token=two.buyer.token)
    assert again.data["startConversation"]["id"] == opened["id"]
    assert await count(api, message) == 2


async def test_a_seller_may_write_first_about_their_own_role(api: World) -> None:
    two = await strangers(api)
    variables = {"to": two.buyer.user_id, "r": "Model", "m": "I saw your call"}
    opened = (await api.run(TALK, variables, token=two.seller.token)).data["startConversation"]
    assert [one["role"] for one in opened["participants"]] == ["buyer", "provider"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": "usr_unknown"}, "toUserId"),
        ({"to": ""}, "toUserId"),
        ({"r": "Plumber"}, "roleContext"),
        ({"r": "Photographer"}, "roleContext"),
        ({"m": ""}, "firstMessage"),
        ({"m": "x" * 4001}, "firstMessage"),
        ({"b": "lbg_unknown"}, "bookingId"),
        ({"b": ""}, "bookingId"),
    ],
)
async def test_a_faulty_conversation_names_its_field(api: World, change: dict[str, Any], field: str) -> None:
    two = await strangers(api)
    variables = {"to": two.seller.user_id, "r": "Model", "m": "Hello"} | change
    refused = await api.run(TALK, variables, token=two.buyer.token)
    assert (refused.code, list(refused.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert await count(api, thread) == 0


async def test_nobody_starts_a_conversation_with_themselves(api: World) -> None:
    two = await strangers(api)
    variables = {"to": two.seller.user_id, "r": "Model", "m": "Hello me"}
    assert (await api.run(TALK, variables, token=two.seller.token)).code == "VALIDATION_FAILED"


async def test_acquaintances_need_no_second_request(api: World) -> None:
    two = await talking(api)
    two.profile_id = await publish(api, two.seller, Role.CREATOR)
    assert (await two.inquire()).data["startInquiry"]["requestState"] is None
