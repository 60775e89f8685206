"""Live conversations over real sockets: in order, once, resumable, across processes, and only for members."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from domain.errors import RateLimited
from domain.facts import Fact
from persistence.tables.threads import participant
from server.settings import Settings
from subscriptions.followers import QUEUE_MOST
from tests.api.thread_world import READ, TYPE, Talkers, asking, strangers, talking
from tests.sockets import Line, line, on_a_port
from tests.world import World, open_world

EVENTS = (
    "subscription ($t: ID!, $a: ID) { threadEvents(threadId: $t, after: $a) { cursor type userId upTo"
    " message { bodyText deliveryState author { handle } } presence { userId online typing } } }"
)
INBOX_EVENTS = (
    "subscription ($a: ID) { inboxEvents(after: $a) { cursor type threadId unreadCount totalUnread"
    " thread { subject } } }"
)
PRESENCE = "subscription ($t: ID!) { presence(threadId: $t) { userId online typing lastSeen expiresAt } }"
NEW_MESSAGES = "subscription ($t: ID!) { onThreadEvent(threadId: $t) { bodyText } }"


@pytest.fixture
async def address(api: World) -> AsyncIterator[str]:
    async with on_a_port(api) as found:
        yield found


async def next_of(socket: Line, operation: str, root: str, **wanted: Any) -> dict[str, Any]:
    """The next event that looks as wanted; what comes in between is other people's business."""
    while True:
        event: dict[str, Any] = (await socket.next(operation))[root]
        if all(event[name] == value for name, value in wanted.items()):
            return event


async def following(socket: Line, two: Talkers, me: str, **variables: Any) -> str:
    """A subscription to the thread that has begun: one sees oneself arrive."""
    operation = await socket.subscribe(EVENTS, {"t": two.thread_id} | variables)
    while True:
        event = await next_of(socket, operation, "threadEvents", type="presence")
        if event["presence"]["userId"] == me and event["presence"]["online"]:
            return operation


async def test_a_message_reaches_the_other_live_and_is_delivered_by_that(api: World, address: str) -> None:
    two = await talking(api)
    async with (
        line(address, token=two.seller.token) as theirs,
        line(address, token=two.buyer.token) as mine,
    ):
        seller = await following(theirs, two, two.seller.user_id)
        buyer = await following(mine, two, two.buyer.user_id)
        await two.say(two.buyer, "Hello live")
        event = await next_of(theirs, seller, "threadEvents", type="message.new")
        assert event["message"] == {
            "bodyText": "Hello live",
            "deliveryState": "sent",
            "author": {"handle": two.buyer.handle},
        }
        delivered = await next_of(mine, buyer, "threadEvents", type="delivered")
        assert delivered["userId"] == two.seller.user_id
        await api.run(READ, {"t": two.thread_id}, token=two.seller.token)
        read = await next_of(mine, buyer, "threadEvents", type="read")
        assert (read["userId"], read["upTo"]) == (two.seller.user_id, delivered["upTo"])


async def test_after_a_break_nothing_is_missed_and_nothing_comes_twice(api: World, address: str) -> None:
    two = await talking(api)
    async with line(address, token=two.seller.token) as socket:
        operation = await following(socket, two, two.seller.user_id)
        await two.say(two.buyer, "Message 0")
        seen = await next_of(socket, operation, "threadEvents", type="message.new")
    for number in range(1, 4):
        await two.say(two.buyer, f"Message {number}")
    async with line(address, token=two.seller.token) as socket:
        operation = await socket.subscribe(EVENTS, {"t": two.thread_id, "a": seen["cursor"]})
        texts = []
        for number in range(1, 7):
            event = await next_of(socket, operation, "threadEvents", type="message.new")
            texts.append(event["message"]["bodyText"])
            if number < 4:
                await two.say(two.buyer, f"Message {number + 3}")
    assert texts == [f"Message {number}" for number in range(1, 7)]


async def test_an_inbox_tells_of_requests_activity_and_counters(api: World, address: str) -> None:
    two = await strangers(api)
    async with line(address, token=two.seller.token) as socket:
        operation = await socket.subscribe(INBOX_EVENTS)
        await asyncio.wait_for(_followed(api, f"inbox:{two.seller.user_id}"), 10)
        two.thread_id = (await two.inquire()).data["startInquiry"]["id"]
        request = (await socket.next(operation))["inboxEvents"]
        assert (request["type"], request["threadId"], request["unreadCount"], request["totalUnread"]) == (
            "request.new",
            two.thread_id,
            1,
            1,
        )
        assert request["thread"] == {"subject": "Autumn lookbook"}
        await two.say(two.seller, "Yes")
        assert [(await socket.next(operation))["inboxEvents"]["type"] for _ in range(2)] == [
            "thread.updated"
        ] * 2
        await api.run(READ, {"t": two.thread_id}, token=two.seller.token)
        read = (await socket.next(operation))["inboxEvents"]
        assert (read["type"], read["totalUnread"]) == ("thread.read", 0)


async def _waited_for(api: World, topic: str, by: int) -> None:
    """Until that many have read what was there, and wait for what happens."""
    followers = api.process.feed._followers
    while sum(bool(one._filled._waiters) for one in followers.get(topic, ())) < by:  # noqa: ASYNC110
        await asyncio.sleep(0)


async def _followed(api: World, topic: str) -> None:
    """Returns once somebody follows the topic here."""
    while not api.process.feed._followers.get(topic):  # noqa: ASYNC110 - the feed offers no event
        await asyncio.sleep(0)


async def test_new_messages_come_as_plain_messages(api: World, address: str) -> None:
    two = await talking(api)
    async with line(address, token=two.seller.token) as socket:
        operation = await socket.subscribe(NEW_MESSAGES, {"t": two.thread_id})
        await asyncio.wait_for(_followed(api, f"thread:{two.thread_id}"), 10)
        await api.run(READ, {"t": two.thread_id}, token=two.buyer.token)
        await two.say(two.buyer, "Plain")
        assert await socket.next(operation) == {"onThreadEvent": {"bodyText": "Plain"}}


async def test_typing_is_seen_by_the_other_and_being_here_by_everybody(api: World, address: str) -> None:
    two = await talking(api)
    async with line(address, token=two.seller.token) as theirs:
        watching = await theirs.subscribe(PRESENCE, {"t": two.thread_id})
        about_buyer = {"userId": two.buyer.user_id}
        assert not (await next_of(theirs, watching, "presence", **about_buyer))["online"]
        async with line(address, token=two.buyer.token) as mine:
            await following(mine, two, two.buyer.user_id)
            assert (await next_of(theirs, watching, "presence", **about_buyer))["online"]
            online = {one["userId"]: one["online"] for one in (await two.thread(two.seller))["participants"]}
            assert online == {two.buyer.user_id: True, two.seller.user_id: True}
            await api.run(TYPE, {"t": two.thread_id, "on": True}, token=two.buyer.token)
            assert (await next_of(theirs, watching, "presence", **about_buyer))["typing"]
            await api.run(TYPE, {"t": two.thread_id, "on": False}, token=two.buyer.token)
            assert not (await next_of(theirs, watching, "presence", **about_buyer))["typing"]
        gone = await next_of(theirs, watching, "presence", **about_buyer)
        assert (gone["online"], gone["lastSeen"] is not None) == (False, True)


async def test_strangers_do_not_watch_each_other(api: World, address: str) -> None:
    two = await asking(api)
    async with line(address, token=two.seller.token) as theirs:
        await following(theirs, two, two.seller.user_id)
        online = {one["userId"]: one["online"] for one in (await two.thread(two.buyer))["participants"]}
        assert online[two.seller.user_id] is False


async def test_an_answer_lets_the_asker_see_who_is_there(api: World, address: str) -> None:
    two = await asking(api)
    async with line(address, token=two.seller.token) as theirs, line(address, token=two.buyer.token) as mine:
        await following(theirs, two, two.seller.user_id)
        operation = await following(mine, two, two.buyer.user_id)
        await two.say(two.seller, "Yes, gladly")
        there = {"userId": two.seller.user_id, "online": True, "typing": False}
        await next_of(mine, operation, "threadEvents", presence=there)


@pytest.mark.parametrize("document", [EVENTS, PRESENCE, NEW_MESSAGES])
async def test_only_members_follow_a_thread(api: World, address: str, document: str) -> None:
    two = await talking(api)
    stranger = await api.sign_up()
    async with line(address, token=stranger.token) as socket:
        for thread_id in (two.thread_id, "thr_unknown"):
            operation = await socket.subscribe(document, {"t": thread_id})
            assert await refusal(socket, operation) == "THREAD_NOT_MEMBER"


async def refusal(socket: Line, operation: str) -> str:
    """The code with which an operation ends."""
    while True:
        message = await socket.receive()
        if message["id"] != operation:
            continue
        if message["type"] == "error":
            return str(message["payload"][0]["extensions"]["code"])
        if message["type"] == "next" and message["payload"].get("errors"):
            return str(message["payload"]["errors"][0]["extensions"]["code"])


async def test_who_loses_membership_is_cut_off_before_the_next_event(api: World, address: str) -> None:
    two = await talking(api)
    async with line(address, token=two.buyer.token) as socket:
        operation = await following(socket, two, two.buyer.user_id)
        async with api.units() as uow:
            mine = participant.c.user_id == two.buyer.user_id
            await uow.connection.execute(update(participant).where(mine).values(standing="left"))
            uow.emit(
                Fact(
                    "msg.block", two.thread_id, {"user_id": two.seller.user_id}, (f"thread:{two.thread_id}",)
                )
            )
        assert await refusal(socket, operation) == "THREAD_NOT_MEMBER"


async def test_a_forged_or_foreign_cursor_is_refused_and_a_forgotten_one_says_so(
    api: World, address: str
) -> None:
    two = await talking(api)
    inbox = (await api.history(f"inbox:{two.seller.user_id}"))[-1]
    thread_event = (await api.history(f"thread:{two.thread_id}"))[0]
    feed = api.process.feed
    async with line(address, token=two.seller.token) as socket:
        for cursor in ("", "forged", feed.cursor(inbox)):
            operation = await socket.subscribe(EVENTS, {"t": two.thread_id, "a": cursor})
            assert await refusal(socket, operation) == "VALIDATION_FAILED"
        async with api.units() as uow:
            await uow.connection.exec_driver_sql("update topic set forgotten = 2")
        operation = await socket.subscribe(EVENTS, {"t": two.thread_id, "a": feed.cursor(thread_event)})
        assert await refusal(socket, operation) == "CURSOR_EXPIRED"


async def test_two_processes_tell_the_same(settings: Settings) -> None:
    """A message sent to one process reaches a socket of the other; so do typing and presence."""
    apart = replace(settings, live_url=None)
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(open_world(apart)) for _ in range(2)]
        address = await stack.enter_async_context(on_a_port(other))
        two = await talking(one)
        socket = await stack.enter_async_context(line(address, token=two.seller.token))
        operation = await following(socket, two, two.seller.user_id)
        await two.say(two.buyer, "Across")
        event = await next_of(socket, operation, "threadEvents", type="message.new")
        assert event["message"]["bodyText"] == "Across"
        await one.run(TYPE, {"t": two.thread_id, "on": True}, token=two.buyer.token)
        typing = {"userId": two.buyer.user_id, "online": False, "typing": True}
        await next_of(socket, operation, "threadEvents", presence=typing)
        online = {
            person["userId"]: person["online"] for person in (await two.thread(two.buyer))["participants"]
        }
        assert online[two.seller.user_id]


async def test_a_reader_too_slow_is_cut_and_resumes_where_it_was(api: World) -> None:
    two = await talking(api)
    feed, topic, many = api.process.feed, f"thread:{two.thread_id}", QUEUE_MOST + 50
    async with aclosing(feed.follow(topic)) as slow, aclosing(feed.follow(topic)) as quick:
        firsts = [asyncio.ensure_future(anext(source)) for source in (slow, quick)]
        await asyncio.wait_for(_waited_for(api, topic, by=2), 10)
        await two.say(two.buyer, "Seen")
        cursor = feed.cursor((await asyncio.gather(*firsts))[0])
        async with api.units() as uow:
            for number in range(many):
                uow.emit(Fact("msg.read", two.thread_id, {"thread_id": two.thread_id, "n": number}, (topic,)))
        assert [(await anext(quick)).ids["n"] for _ in range(many)] == list(range(many))
        with pytest.raises(RateLimited) as cut:
            await anext(slow)
    assert cut.value.code == "RATE_LIMITED"
    async with aclosing(feed.follow(topic, after=cursor)) as resumed:
        assert [(await anext(resumed)).ids["n"] for _ in range(many)] == list(range(many))
