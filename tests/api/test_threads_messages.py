"""Messages, inboxes and reads through the API."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from domain.ids import ThreadId
from domain.profiles.model import Role
from domain.threads.states import ThreadMove
from persistence.tables.threads import message, participant, thread, user_block
from tests.api.thread_world import (
    READ,
    SEND,
    SEND_TEXT,
    THREAD,
    TYPE,
    publish,
    talking,
)
from tests.world import Answer, Person, World


async def bodies(answer: Answer) -> list[str]:
    return [item["bodyText"] for item in answer.data["messages"]["items"]]


async def kept(api: World) -> int:
    async with api.units() as uow:
        return int(await uow.connection.scalar(select(func.count()).select_from(message)) or 0)


async def put(api: World, statement: Any) -> None:
    async with api.units() as uow:
        await uow.connection.execute(statement)


async def test_a_message_arrives_and_is_counted_once_for_the_other(api: World) -> None:
    two = await talking(api)
    await two.api.run(READ, {"t": two.thread_id}, token=two.seller.token)
    sent = (await two.say(two.buyer, "Friday at nine?")).data["sendMessage"]
    assert (sent["bodyText"], sent["senderUser"], sent["author"]["handle"], sent["deliveryState"]) == (
        "Friday at nine?",
        two.buyer.user_id,
        two.buyer.handle,
        "sent",
    )
    theirs, mine = await two.inbox(two.seller), await two.inbox(two.buyer)
    assert (theirs["totalUnread"], theirs["items"][0]["unreadCount"]) == (1, 1)
    assert (mine["totalUnread"], mine["items"][0]["unreadCount"]) == (1, 1)
    assert theirs["items"][0]["lastMessage"]["bodyText"] == "Friday at nine?"


async def test_body_is_another_name_of_text_and_send_text_answers_an_id(api: World) -> None:
    two = await talking(api)
    assert (await two.say(two.buyer, body="By body")).data["sendMessage"]["bodyText"] == "By body"
    variables = {"i": {"threadId": two.thread_id, "bodyText": "By text"}}
    message_id = (await api.run(SEND_TEXT, variables, token=two.buyer.token)).data["sendText"]
    newest = (await two.messages(two.seller)).data["messages"]["items"][0]
    assert (newest["id"], newest["bodyText"]) == (message_id, "By text")


async def test_a_repeat_with_the_same_client_id_is_the_same_message(api: World) -> None:
    two = await talking(api)
    first = (await two.say(two.buyer, "Once", c="tap-1")).data["sendMessage"]
    again = (await two.say(two.buyer, "Once", c="tap-1")).data["sendMessage"]
    assert (again, first["clientMessageId"], await kept(api)) == (first, "tap-1", 3)
    theirs = (await two.say(two.seller, "Mine", c="tap-1")).data["sendMessage"]
    assert theirs["id"] != first["id"]


async def test_a_burst_of_the_same_client_id_leaves_one_message(api: World) -> None:
    two = await talking(api)
    answers = await asyncio.gather(*(two.say(two.buyer, "Once", c="tap") for _ in range(8)))
    assert len({answer.data["sendMessage"]["id"] for answer in answers}) == 1
    assert (await kept(api), (await two.inbox(two.seller))["totalUnread"]) == (3, 2)


async def test_two_senders_at_once_get_one_order_without_gaps(api: World) -> None:
    two = await talking(api)
    await asyncio.gather(
        *(
            two.say(person, f"{side} {n}")
            for n in range(12)
            for side, person in (("b", two.buyer), ("s", two.seller))
        )
    )
    async with api.units() as uow:
        rows = (await uow.connection.execute(select(message).order_by(message.c.seq))).all()
        head = await uow.connection.scalar(select(thread.c.last_message_id))
    assert [row.seq for row in rows] == list(range(1, 27))
    assert [row.created_at for row in rows] == sorted(row.created_at for row in rows)
    assert head == rows[-1].message_id
    live = [
        event.subject for event in await api.history(f"thread:{two.thread_id}") if event.name == "msg.send"
    ]
    assert live == [row.message_id for row in rows]


async def test_unread_counters_survive_reading_and_writing_at_once(api: World) -> None:
    two = await talking(api)
    writes = [two.say(two.buyer, f"Message {n}") for n in range(12)]
    reads = [api.run(READ, {"t": two.thread_id}, token=two.seller.token) for _ in range(12)]
    await asyncio.gather(*(step for pair in zip(writes, reads, strict=True) for step in pair))
    async with api.units() as uow:
        mine = (
            await uow.connection.execute(
                select(participant).where(participant.c.user_id == two.seller.user_id)
            )
        ).one()
        beyond = await uow.connection.scalar(
            select(func.count()).where(
                message.c.seq > mine.last_read_seq, message.c.sender_id != two.seller.user_id
            )
        )
    assert mine.unread_count == beyond


async def test_reading_up_to_a_moment_leaves_what_came_later(api: World) -> None:
    two = await talking(api)
    await api.run(READ, {"t": two.thread_id}, token=two.seller.token)
    sent = []
    for number in range(3):
        sent.append((await two.say(two.buyer, f"Message {number}")).data["sendMessage"])
        await api.advance(seconds=60)
    first = {"t": two.thread_id, "at": sent[0]["createdAt"]}
    assert (await api.run(READ, first, token=two.seller.token)).data == {"markRead": True}
    assert (await two.inbox(two.seller))["totalUnread"] == 2
    states = {
        item["bodyText"]: item["deliveryState"]
        for item in (await two.messages(two.buyer)).data["messages"]["items"]
    }
    assert [states[f"Message {number}"] for number in range(3)] == ["read", "sent", "sent"]
    before = await api.history(f"thread:{two.thread_id}")
    assert (await api.run(READ, first, token=two.seller.token)).errors == []
    assert await api.history(f"thread:{two.thread_id}") == before


async def test_fetching_delivers_and_reading_reads_as_the_sender_sees_it(api: World) -> None:
    two = await talking(api)
    sent = (await two.say(two.buyer, "Hello?")).data["sendMessage"]

    async def state() -> str:
        items = (await two.messages(two.buyer)).data["messages"]["items"]
        return next(str(item["deliveryState"]) for item in items if item["id"] == sent["id"])

    assert await state() == "sent"
    await two.messages(two.seller)
    assert await state() == "delivered"
    await api.run(READ, {"t": two.thread_id}, token=two.seller.token)
    assert await state() == "read"
    told = [(event.name, event.ids["user_id"]) for event in await api.history(f"thread:{two.thread_id}")]
    assert told[-4:] == [
        ("msg.send", two.buyer.user_id),
        ("msg.delivered", two.buyer.user_id),
        ("msg.delivered", two.seller.user_id),
        ("msg.read", two.seller.user_id),
    ]


async def test_messages_come_in_pages_newest_first_and_stay_put_while_new_ones_arrive(api: World) -> None:
    two = await talking(api)
    for number in range(5):
        await two.say(two.buyer, f"Message {number}")
    first = (await two.messages(two.seller, n=3)).data["messages"]
    await two.say(two.buyer, "Later")
    second = (await two.messages(two.seller, n=3, c=first["cursor"])).data["messages"]
    third = (await two.messages(two.seller, n=3, c=second["cursor"])).data["messages"]
    texts = [[item["bodyText"] for item in page["items"]] for page in (first, second, third)]
    assert texts == [
        ["Message 4", "Message 3", "Message 2"],
        ["Message 1", "Message 0", "Happy to. Which day?"],
        ["Autumn lookbook\n\nTwelve looks in a day"],
    ]
    assert third["cursor"] is None


async def test_a_cursor_of_another_list_or_person_is_refused(api: World) -> None:
    two = await talking(api)
    page = (await two.messages(two.seller, n=1)).data["messages"]
    for cursor in ("", "x", "=" * 40, "A" * 5000, page["cursor"][:-2] + "zz"):
        assert (await two.messages(two.seller, c=cursor)).code == "VALIDATION_FAILED", cursor
    other = await talking(api)
    assert (await other.messages(other.seller, c=page["cursor"])).code == "VALIDATION_FAILED"
    inbox = await api.run(
        "query ($c: String) { inbox(cursor: $c) { cursor } }", {"c": page["cursor"]}, token=two.seller.token
    )
    assert inbox.code == "VALIDATION_FAILED"


@pytest.mark.parametrize("limit", [0, -1, -(2**31)])
async def test_a_page_has_at_least_one_item(api: World, limit: int) -> None:
    two = await talking(api)
    assert (await two.messages(two.seller, n=limit)).code == "VALIDATION_FAILED"
    refused = await api.run(
        "query ($n: Int) { inbox(limit: $n) { cursor } }", {"n": limit}, token=two.seller.token
    )
    assert refused.code == "VALIDATION_FAILED"


async def test_a_stranger_cannot_tell_a_thread_from_none_and_changes_nothing(api: World) -> None:
    two = await talking(api)
    stranger = await api.sign_up()
    before = await api.history(f"thread:{two.thread_id}")
    for thread_id in (two.thread_id, "thr_unknown", "", "x" * 3000):
        reads = [
            await api.run(THREAD, {"t": thread_id}, token=stranger.token),
            await api.run(
                "query ($t: ID!) { messages(threadId: $t) { cursor } }",
                {"t": thread_id},
                token=stranger.token,
            ),
        ]
        writes = [
            await api.run(SEND, {"t": thread_id, "text": "Hi"}, token=stranger.token),
            await api.run(SEND_TEXT, {"i": {"threadId": thread_id, "bodyText": "Hi"}}, token=stranger.token),
            await api.run(READ, {"t": thread_id}, token=stranger.token),
            await api.run(TYPE, {"t": thread_id, "on": True}, token=stranger.token),
        ]
        assert {answer.code for answer in reads} == {"NOT_FOUND"}
        assert {answer.code for answer in writes} == {"THREAD_NOT_MEMBER"}
    assert (await kept(api), await api.history(f"thread:{two.thread_id}")) == (2, before)


async def test_who_left_takes_no_part_any_more(api: World) -> None:
    two = await talking(api)
    await put(
        api, update(participant).where(participant.c.user_id == two.buyer.user_id).values(standing="left")
    )
    assert (await api.run(THREAD, {"t": two.thread_id}, token=two.buyer.token)).code == "THREAD_NOT_MEMBER"
    assert (await two.say(two.buyer, "Hello")).code == "THREAD_NOT_MEMBER"
    assert (await two.inbox(two.buyer))["items"] == []


async def test_a_locked_thread_takes_no_messages(api: World) -> None:
    two = await talking(api)
    async with api.units() as uow:
        held = await uow.threads.holding(ThreadId(two.thread_id))
        assert held is not None
        await uow.threads.save(held.moved(ThreadMove.LOCK))
    assert ((await two.say(two.buyer, "Hello")).code, await kept(api)) == ("THREAD_LOCKED", 2)
    assert (await two.thread(two.buyer))["banner"] == "locked"


async def test_a_block_stops_messages_both_ways(api: World) -> None:
    two = await talking(api)
    now = api.services.clock.now()
    pair = {"blocker_id": two.seller.user_id, "blocked_id": two.buyer.user_id}
    await put(api, insert(user_block).values(**pair, created_at=now))
    for person in (two.buyer, two.seller):
        assert (await two.say(person, "Hello")).code == "MSG_BLOCKED_BY_USER"
    assert await kept(api) == 2


async def test_moving_off_the_platform_is_first_nudged_then_refused(api: World) -> None:
    two = await talking(api)
    nudged = (await two.say(two.buyer, "Call me at 713-555-0142")).data["sendMessage"]
    assert nudged["policyHint"] == "nudge"
    theirs = (await two.messages(two.seller)).data["messages"]["items"][0]
    assert (theirs["bodyText"], theirs["policyHint"]) == ("Call me at 713-555-0142", None)
    refused = await two.say(two.buyer, "My mail is ana at gmail")
    assert (refused.code, await kept(api)) == ("MSG_POLICY_BLOCKED", 3)
    assert (await two.say(two.buyer, "Let's meet at the studio at nine")).errors == []


async def test_reminders_in_three_threads_pause_the_third(api: World) -> None:
    first = await talking(api)
    for role in (Role.PHOTOGRAPHER, Role.CREATOR):
        await first.say(first.buyer, "Call me at 713-555-0142")
        first.profile_id = await publish(api, first.seller, role)
        first.thread_id = (await first.inquire()).data["startInquiry"]["id"]
    await first.say(first.buyer, "Call me at 713-555-0142")
    assert (await first.say(first.buyer, "Hello")).code == "SAFETY_SOFT_BLOCK"
    assert (await first.thread(first.seller))["banner"] == "soft_blocked"
    await api.advance(seconds=24 * 3600)
    first.buyer = await api.renewed(first.buyer)
    assert (await first.say(first.buyer, "Hello")).errors == []


async def test_nobody_sends_more_than_thirty_messages_a_minute(api: World) -> None:
    two = await talking(api)
    codes = [(await two.say(two.buyer, f"Message {n}")).code for n in range(32)]
    assert codes == [None] * 30 + ["RATE_LIMITED"] * 2
    assert (await two.say(two.seller, "Slow down")).errors == []
    await api.advance(seconds=60)
    assert (await two.say(two.buyer, "Sorry")).errors == []


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"text": None}, "VALIDATION_FAILED"),
        ({"text": ""}, "VALIDATION_FAILED"),
        ({"text": "x" * 4001}, "VALIDATION_FAILED"),
        ({"text": "x" * 90_000}, "VALIDATION_FAILED"),
        ({"text": "one", "body": "two"}, "VALIDATION_FAILED"),
        ({"text": "a\u0001b"}, "VALIDATION_FAILED"),
        ({"text": "a\u0000b"}, "VALIDATION_FAILED"),
        ({"text": "Hi", "kind": "SYSTEM"}, "VALIDATION_FAILED"),
        ({"text": "Hi", "kind": "WHISPER"}, "VALIDATION_FAILED"),
        ({"text": "Hi", "kind": "CARD", "action": {"type": "reschedule"}}, "CARD_INVALID"),
        ({"text": "Hi", "action": {"type": "reschedule"}}, "VALIDATION_FAILED"),
        ({"text": "Hi", "c": "x" * 101}, "VALIDATION_FAILED"),
        ({"kind": "IMAGE"}, "VALIDATION_FAILED"),
        (
            {"kind": "FILE", "files": [{"key": "nobody's", "mime": "image/png", "bytes": 5}]},
            "VALIDATION_FAILED",
        ),
        (
            {"kind": "FILE", "files": [{"key": "k", "mime": "image/png", "bytes": 99_000_000}]},
            "ATTACHMENT_TOO_LARGE",
        ),
        ({"kind": "IMAGE", "files": [{"key": "k", "mime": "video/mp4", "bytes": 5}]}, "UNSUPPORTED_TYPE"),
    ],
)
async def test_what_cannot_be_a_message_is_refused_and_leaves_nothing(
    api: World, variables: dict[str, Any], code: str
) -> None:
    two = await talking(api)
    before = await api.history(f"thread:{two.thread_id}")
    assert (await two.say(two.buyer, **variables)).code == code
    assert (await kept(api), await api.history(f"thread:{two.thread_id}")) == (2, before)


async def statements_of(api: World, document: str, person: Person, **variables: Any) -> int:
    with api.statements() as counted:
        (await api.run(document, variables, token=person.token)).data  # noqa: B018 - asserts that all went well
    return len(counted)


async def test_a_list_of_many_costs_as_many_statements_as_a_list_of_one(api: World) -> None:
    from tests.api.thread_world import INBOX, MESSAGES

    one, many = await talking(api), await talking(api)
    for number in range(6):
        await many.say(many.buyer, f"Message {number}")
    for role in (Role.PHOTOGRAPHER, Role.VIDEOGRAPHER):
        many.profile_id = await publish(api, many.seller, role)
        assert (await many.inquire()).errors == []
    for two in (one, many):  # the first fetch also notes the delivery
        assert (await two.messages(two.buyer)).errors == []
    assert await statements_of(api, INBOX, one.buyer) == await statements_of(api, INBOX, many.buyer)
    assert await statements_of(api, MESSAGES, one.buyer, t=one.thread_id) == await statements_of(
        api, MESSAGES, many.buyer, t=many.thread_id
    )


async def test_typing_across_a_block_is_not_shown(api: World) -> None:
    two = await talking(api)
    whispered: list[Any] = []
    api.process.feed.on_whisper(lambda _topic, said: whispered.append(said))
    now = api.services.clock.now()
    pair = {"blocker_id": two.seller.user_id, "blocked_id": two.buyer.user_id}
    await put(api, insert(user_block).values(**pair, created_at=now))
    assert (await api.run(TYPE, {"t": two.thread_id, "on": True}, token=two.buyer.token)).data == {
        "setTyping": True
    }
    while not whispered:  # noqa: ASYNC110 - the channel offers no event
        await asyncio.sleep(0)
    assert [said["typing"] for said in whispered] == [False]
