"""Events told without being executed say what the executor says, to the byte; what they need is read together."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest

from domain.facts import Fact, LiveEvent
from domain.ids import ThreadId, UserId
from domain.threads.presence import Presence
from domain.viewer import Viewer
from schema.live_threads import PresenceEvent, ThreadEvent
from schema.messages import Message
from server.asked import Asked
from server.following import Following
from subscriptions.threads import IN_THREAD
from tests.api.test_live_sharing import SHARED, address, followed
from tests.api.test_threads_live import next_of
from tests.api.thread_world import Talkers, talking
from tests.sockets import line
from tests.world import World

__all__ = ["address"]

HEAD = "subscription ($t: ID!) "
TOLD = (
    "{ threadEvents(threadId: $t) { cursor threadId type at userId tab } }",
    "{ e: threadEvents(threadId: $t) { __typename k: type a: at b: at message { __typename id author { h: handle } } } }",
    (
        "{ threadEvents(threadId: $t) { ...All ...All } } fragment All on ThreadEvent { type message { bodyText }"
        " message { id } presence { userId online typing lastSeen expiresAt } }"
    ),
    (
        "{ threadEvents(threadId: $t) { type @include(if: true) cursor @skip(if: true) ... on ThreadEvent { tab }"
        " message { bodyText policyHint deliveryState attachments { key url } } } }"
    ),
    "{ onThreadEvent(threadId: $t) { id bodyText author { handle avatarUrl } } }",
)
EXECUTED = ("{ threadEvents(threadId: $t) { type upTo } }",)


async def following(api: World, two: Talkers, text: str) -> Following:
    viewer, engine = Viewer(UserId(two.buyer.user_id)), api.process.engine
    asked, (document, operation) = await engine.opened(Asked(HEAD + text, {"t": two.thread_id}), viewer)
    assert operation is not None, document.errors
    found = await engine.follow(asked, document, operation, viewer)
    assert isinstance(found, Following)
    return found


async def values(api: World, two: Talkers, text: str) -> Sequence[Any]:
    """One of every kind: messages shown and held back, receipts, presence."""
    kept = await api.history(f"thread:{two.thread_id}")
    if "onThreadEvent" in text:
        return [Message(ref=(event.ids["message_id"],)) for event in kept if event.name == "msg.send"]
    told = [_told(api, event, withheld=held) for event in kept for held in (False, True)]
    now = api.process.kernel.clock.now()
    here = Presence(online=True, typing=False, last_seen=None, lapses_in_s=60)
    presence = PresenceEvent.of(ThreadId(two.thread_id), UserId(two.seller.user_id), here, now)
    return [*told, ThreadEvent.of_presence(presence, now)]


def _told(api: World, event: LiveEvent, *, withheld: bool) -> ThreadEvent:
    return ThreadEvent.of(event, IN_THREAD[event.name], api.process.feed.cursor(event), withheld=withheld)


async def lively(api: World) -> Talkers:
    two = await talking(api)
    await two.say(two.buyer, 'A "quoted" ❤\n')
    await two.messages(two.seller)
    return two


@pytest.mark.parametrize("text", TOLD)
async def test_what_is_told_without_the_executor_is_what_it_would_tell(api: World, text: str) -> None:
    two = await lively(api)
    follower = await following(api, two, text)
    api.process.engine.compiled.shelf.is_patient = False
    for value in await values(api, two, text):
        data = await follower.telling.data(value)
        assert data is not None, value
        assert b'{"data":%b}' % data == await follower.executed(value)


@pytest.mark.parametrize("text", EXECUTED)
async def test_what_asks_for_more_than_the_event_holds_is_executed(api: World, text: str) -> None:
    two = await lively(api)
    follower = await following(api, two, text)
    for value in await values(api, two, text):
        assert await follower.telling.data(value) is None
        assert await follower.payload_of(value) == await follower.executed(value)


async def test_a_message_that_is_gone_is_left_to_the_executor_and_its_errors(api: World) -> None:
    two = await lively(api)
    follower = await following(api, two, "{ onThreadEvent(threadId: $t) { createdAt } }")
    gone = Message(ref=("msg_gone",))
    assert await follower.telling.data(gone) is None
    payload = await follower.payload_of(gone)
    assert payload == await follower.executed(gone)
    assert b'"errors"' in payload


async def test_the_messages_of_conversations_that_moved_together_are_read_by_one_statement(
    api: World, address: str
) -> None:
    api.process.engine.compiled.shelf.is_patient = False
    pairs = [await talking(api) for _ in range(3)]
    kept = [(await api.history(f"thread:{two.thread_id}"))[-1] for two in pairs]
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(line(address, token=two.buyer.token)) for two in pairs]
        operations = [
            await socket.subscribe(SHARED.replace("upTo ", ""), {"t": two.thread_id})
            for socket, two in zip(sockets, pairs, strict=True)
        ]
        await followed(api, len(pairs))
        for _ in range(2):
            # The first time each finds out whether anything is held back from its followers.
            with api.statements() as statements:
                async with api.units() as uow:
                    for event in kept:
                        uow.emit(Fact(event.name, event.subject, event.ids, (event.topic,), event.actor))
                for socket, operation in zip(sockets, operations, strict=True):
                    await next_of(socket, operation, "threadEvents", type="message.new")
    assert len([one for one in statements.seen if "row_to_json" in one]) == 1
