"""The live layer: in order, once, gap-free, bounded."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from domain.errors import Forbidden, Invalid, RateLimited
from domain.facts import Fact, LiveEvent
from subscriptions.followers import QUEUE_MOST
from tests.world import World

TOPIC = "thread:thr_1"


async def say(api: World, count: int = 1, *, name: str = "message.new") -> None:
    for _ in range(count):
        async with api.units() as uow:
            uow.emit(Fact(name, "msg_1", topics=(TOPIC,)))


async def take(source: AsyncGenerator[LiveEvent, None], count: int) -> list[int]:
    async with asyncio.timeout(10):
        return [(await anext(source)).position for _ in range(count)]


async def test_a_follower_gets_what_happens_from_now_on(api: World) -> None:
    await say(api, 3)
    async with aclosing(api.process.feed.follow(TOPIC)) as events:
        first = asyncio.create_task(take(events, 2))
        await until_following(api)
        await say(api, 2)
        assert await first == [4, 5]


async def test_a_cursor_brings_back_what_was_missed_in_order_and_once_then_goes_live(api: World) -> None:
    await say(api, 2)
    async with aclosing(api.process.feed.follow(TOPIC, after=None)) as events:
        waiting = asyncio.ensure_future(anext(events))
        await until_following(api)
        await say(api)
        seen = await waiting
    cursor = api.process.feed.cursor(seen)
    await say(api, 250)
    async with aclosing(api.process.feed.follow(TOPIC, after=cursor)) as events:
        assert await take(events, 250) == list(range(4, 254))
        live = asyncio.create_task(take(events, 1))
        await say(api)
        assert await live == [254]


async def test_rivals_on_one_topic_leave_no_gap_and_no_double(api: World) -> None:
    async with aclosing(api.process.feed.follow(TOPIC)) as events:
        taken = asyncio.create_task(take(events, 40))
        await until_following(api)
        await asyncio.gather(*(say(api, 4) for _ in range(10)))
        assert await taken == list(range(1, 41))


async def test_what_was_rolled_back_is_never_seen_and_takes_no_position(api: World) -> None:
    await say(api)

    async def refused() -> None:
        async with api.units() as uow:
            uow.emit(Fact("message.new", "msg_2", topics=(TOPIC,)))
            raise Forbidden("FORBIDDEN", "No.")

    with pytest.raises(Forbidden):
        await refused()
    await say(api)
    assert [event.position for event in await api.history(TOPIC)] == [1, 2]


async def test_a_cursor_of_another_topic_is_refused(api: World) -> None:
    await say(api)
    (event,) = await api.history(TOPIC)
    source = api.process.feed.follow("thread:thr_2", after=api.process.feed.cursor(event))
    with pytest.raises(Invalid) as refused:
        await anext(source)
    assert refused.value.code == "VALIDATION_FAILED"


async def test_rights_are_asked_at_the_start_and_again_when_they_may_have_changed(api: World) -> None:
    allowed = True

    async def may_follow() -> None:
        if not allowed:
            raise Forbidden("THREAD_NOT_MEMBER", "Not yours.")

    events = api.process.feed.follow(TOPIC, may_follow=may_follow, recheck_on=frozenset({"member.left"}))
    first = asyncio.ensure_future(anext(events))
    await until_following(api)
    await say(api)
    assert (await first).position == 1
    allowed = False
    await say(api, name="member.left")
    with pytest.raises(Forbidden):
        await anext(events)
    assert api.process.feed.follower_count() == 0


async def test_a_follower_that_does_not_read_is_cut_and_can_resume(api: World) -> None:
    async with aclosing(api.process.feed.follow(TOPIC)) as events:
        first = asyncio.ensure_future(anext(events))
        await until_following(api)
        await say(api)
        cursor = api.process.feed.cursor(await first)
        await say(api, QUEUE_MOST + 1)
        await until_heard(api, QUEUE_MOST + 2)
        with pytest.raises(RateLimited):
            await take(events, QUEUE_MOST + 1)
    async with aclosing(api.process.feed.follow(TOPIC, after=cursor)) as events:
        assert await take(events, QUEUE_MOST + 1) == list(range(2, QUEUE_MOST + 3))


async def until_following(api: World) -> None:
    """Wait until a follower has joined and read the head of its topic."""
    async with asyncio.timeout(10):
        while api.process.feed.heard(TOPIC) < 0:  # noqa: ASYNC110 - a state, not an event
            await asyncio.sleep(0)


async def until_heard(api: World, position: int) -> None:
    """Wait until this process has read a topic up to a position."""
    async with asyncio.timeout(10):
        while api.process.feed.heard(TOPIC) < position:  # noqa: ASYNC110 - a state, not an event
            await asyncio.sleep(0)


async def test_topics_that_moved_together_are_read_by_one_statement(api: World) -> None:
    topics = tuple(f"thread:thr_{number}" for number in range(20))
    followers = [(await api.process.feed.join(topic))[0] for topic in topics]
    with api.statements() as statements:
        async with api.units() as uow:
            uow.emit(Fact("message.new", "msg_1", topics=topics))
            uow.emit(Fact("message.new", "msg_2", topics=topics))
        got = [await follower.all_next() for follower in followers]
    assert [[event.subject for event in events] for events in got] == [["msg_1", "msg_2"]] * len(topics)
    assert {events[0].topic for events in got} == set(topics)
    assert (
        len([one for one in statements.seen if one.lstrip().startswith("select") and "topic_event" in one])
        == 1
    )
    for topic, follower in zip(topics, followers, strict=True):
        api.process.feed.leave(topic, follower)


async def test_what_nobody_follows_is_not_read(api: World) -> None:
    follower, _ = await api.process.feed.join(TOPIC)
    with api.statements() as statements:
        async with api.units() as uow:
            uow.emit(Fact("message.new", "msg_1", topics=("thread:thr_2",)))
        await say(api)
        assert (await follower.next()).topic == TOPIC
    assert len([one for one in statements.seen if "from topic_event" in one]) == 1
    api.process.feed.leave(TOPIC, follower)
