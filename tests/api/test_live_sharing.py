"""One execution and the same bytes for everybody with the same rights, and nothing shared beyond that."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from domain.facts import Fact
from persistence.tables.threads import participant
from tests.api.test_metrics import Figures, reading
from tests.api.test_threads_live import next_of, refusal
from tests.api.thread_world import Talkers, strangers, talking
from tests.sockets import Line, line, on_a_port
from tests.world import Person, World

# The same for every member; what a message says of the one who hears it is not.
SHARED = (
    "subscription ($t: ID!, $a: ID) { threadEvents(threadId: $t, after: $a) { cursor type at userId upTo tab"
    " message { id bodyText createdAt author { handle avatarUrl } attachments { key } } } }"
)
OWN = (
    "subscription ($t: ID!, $a: ID) { threadEvents(threadId: $t, after: $a) { cursor type"
    " message { bodyText policyHint } } }"
)


@pytest.fixture
async def address(api: World) -> AsyncIterator[str]:
    async with on_a_port(api) as found:
        yield found


async def announce(
    two: Talkers, *, ids: dict[str, Any] | None = None, name: str = "panel.brief.update"
) -> None:
    """Something that happens in the thread and that nobody acknowledges."""
    async with two.api.units() as uow:
        known = {"thread_id": two.thread_id, "user_id": two.buyer.user_id}
        uow.emit(Fact(name, two.thread_id, known | (ids or {}), (f"thread:{two.thread_id}",)))


async def followed(api: World, by: int) -> None:
    """Returns once so many follow."""
    async with asyncio.timeout(10):
        while api.process.engine.audiences.follower_count() < by:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)


async def frames(socket: Line, count: int, *, kind: str, of: str = "") -> list[bytes]:
    """The next payloads of a kind, `of` what is named in them, as they came over the wire; without the id of
    the operation.
    """
    found: list[bytes] = []
    while len(found) < count:
        async with asyncio.timeout(10):
            text = str(await socket.connection.recv()).encode()
        if b'"type":"%b"' % kind.encode() in text and of.encode() in text:
            found.append(text.partition(b'"payload":')[2])
    return found


async def refusals(socket: Line, count: int) -> dict[str, str]:
    """The codes with which operations end, in whatever order."""
    found: dict[str, str] = {}
    while len(found) < count:
        message = await socket.receive()
        if message["type"] == "error":
            found[message["id"]] = message["payload"][0]["extensions"]["code"]
    return found


def position(api: World, two: Talkers, cursor: str) -> int:
    return api.process.feed.position(f"thread:{two.thread_id}", cursor)


async def test_an_event_is_executed_once_for_fifty_followers(api: World, address: str) -> None:
    two = await talking(api)
    async with AsyncExitStack() as stack:
        sockets = []
        for person in [two.buyer, two.seller] * 5:
            sockets.append(socket := await stack.enter_async_context(line(address, token=person.token)))
            for _ in range(5):
                await socket.subscribe(SHARED, {"t": two.thread_id})
            # Whoever comes is told who is there.
            await frames(socket, 5, kind="next", of="presence")
        counted = Figures()
        counted.before = await reading(api)
        with api.statements() as statements:
            await announce(two)
            told = [frame for socket in sockets for frame in await frames(socket, 5, kind="next", of="panel")]
        counted.after = await reading(api)
    assert counted.moved("rastup_live_payloads_total") == 1
    assert len(told) == 50
    assert len(set(told)) == 1
    read = [
        one for one in statements.seen if "topic_event" in one and one.lstrip().lower().startswith("select")
    ]
    assert len(read) == 1


async def test_shared_bytes_are_those_that_each_would_have_made_alone(api: World, address: str) -> None:
    two = await talking(api)
    for text in ("One", "Zwei ❤", '"three"\n'):
        await two.say(two.buyer, text)
    start = api.process.feed.cursor((await api.history(f"thread:{two.thread_id}"))[0])
    async with AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(line(address, token=person.token))
            for person in (two.buyer, two.seller, two.buyer)
        ]
        for number, socket in enumerate(sockets):
            await socket.subscribe(SHARED, {"t": two.thread_id})
            await followed(api, number + 1)
        for text in ("Live", "Live 二"):
            await two.say(two.seller, text)
        shared = [await frames(socket, 2, kind="message.new") for socket in sockets]
        assert shared[0] == shared[1] == shared[2]
        for person in (two.buyer, two.seller):
            socket = await stack.enter_async_context(line(address, token=person.token))
            await socket.subscribe(SHARED, {"t": two.thread_id, "a": start})
            # The opening, its answer, and the five above.
            alone = await frames(socket, 7, kind="message.new")
            assert alone[-2:] == shared[0]
            assert len(set(alone)) == 7


async def test_what_depends_on_the_hearer_is_made_for_each(api: World, address: str) -> None:
    two = await talking(api)
    async with (
        line(address, token=two.buyer.token) as mine,
        line(address, token=two.seller.token) as theirs,
    ):
        operations = [await socket.subscribe(OWN, {"t": two.thread_id}) for socket in (mine, theirs)]
        await followed(api, 2)
        await two.say(two.buyer, "Call me at 713-555-0142")
        heard = [
            (await next_of(socket, operation, "threadEvents", type="message.new"))["message"]
            for socket, operation in zip((mine, theirs), operations, strict=True)
        ]
    assert [one["policyHint"] for one in heard] == ["nudge", None]


async def test_words_held_back_reach_only_the_one_who_wrote_them(api: World, address: str) -> None:
    two = await strangers(api)
    two.thread_id = (await two.inquire(goals="My site is analens.com")).data["startInquiry"]["id"]
    async with (
        line(address, token=two.buyer.token) as mine,
        line(address, token=two.seller.token) as theirs,
    ):
        operations = [await socket.subscribe(SHARED, {"t": two.thread_id}) for socket in (mine, theirs)]
        await followed(api, 2)
        await two.say(two.buyer, "A secret")
        asker, target = [
            await next_of(socket, operation, "threadEvents", type="message.new")
            for socket, operation in zip((mine, theirs), operations, strict=True)
        ]
        assert (asker["message"]["bodyText"], target["message"]) == ("A secret", None)
        # Taken: from here on both hear the same.
        await two.say(two.seller, "Tell me more")
        await two.say(two.buyer, "No secret any more")
        for socket, operation in zip((mine, theirs), operations, strict=True):
            texts = [
                (await next_of(socket, operation, "threadEvents", type="message.new"))["message"]["bodyText"]
                for _ in range(2)
            ]
            assert texts == ["Tell me more", "No secret any more"]


async def test_a_stranger_never_gets_what_members_share(api: World, address: str) -> None:
    two = await talking(api)
    stranger = await api.sign_up()
    async with (
        line(address, token=two.buyer.token) as mine,
        line(address, token=stranger.token) as theirs,
    ):
        operation = await mine.subscribe(SHARED, {"t": two.thread_id})
        await followed(api, 1)
        refused = await theirs.subscribe(SHARED, {"t": two.thread_id})
        assert await refusal(theirs, refused) == "THREAD_NOT_MEMBER"
        await announce(two)
        await next_of(mine, operation, "threadEvents", type="panel.updated")
        # Nothing is under way to the stranger: what is asked now is what comes next.
        await theirs.send({"type": "ping"})
        assert await theirs.receive() == {"type": "pong"}


async def test_who_is_removed_is_cut_before_the_event_and_the_others_go_on(api: World, address: str) -> None:
    two = await talking(api)
    async with (
        line(address, token=two.buyer.token) as mine,
        line(address, token=two.seller.token) as theirs,
    ):
        gone = [await mine.subscribe(SHARED, {"t": two.thread_id}) for _ in range(2)]
        stays = await theirs.subscribe(SHARED, {"t": two.thread_id})
        await followed(api, 3)
        async with api.units() as uow:
            is_buyer = participant.c.user_id == two.buyer.user_id
            await uow.connection.execute(update(participant).where(is_buyer).values(standing="left"))
        await announce(two, name="msg.block")
        await announce(two)
        assert await refusals(mine, len(gone)) == dict.fromkeys(gone, "THREAD_NOT_MEMBER")
        await next_of(theirs, stays, "threadEvents", type="panel.updated")
        await mine.send({"type": "ping"})
        assert await mine.receive() == {"type": "pong"}


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_resumes_among_many_senders_misses_nothing_and_hears_nothing_twice(
    api: World, address: str, seed: int
) -> None:
    two, chance, sent = await talking(api), random.Random(seed), 60
    events = await api.history(f"thread:{two.thread_id}")
    start, first = api.process.feed.cursor(events[-1]), events[-1].position + 1

    async def send(count: int) -> None:
        for _ in range(count):
            await announce(two)
            await asyncio.sleep(chance.random() * 0.01)

    async def follow(person: Person) -> Sequence[int]:
        """Leaves now and then, and comes back with the last cursor seen."""
        heard: list[int] = []
        cursor = start
        while len(heard) < sent:
            async with line(address, token=person.token) as socket:
                operation = await socket.subscribe(SHARED, {"t": two.thread_id, "a": cursor})
                for _ in range(min(chance.randint(1, 25), sent - len(heard))):
                    event = await next_of(socket, operation, "threadEvents", type="panel.updated")
                    cursor = event["cursor"]
                    heard.append(position(api, two, cursor))
        return heard

    async with asyncio.timeout(60):
        *_, one, other, third = await asyncio.gather(
            *(send(sent // 4) for _ in range(4)),
            *(follow(each) for each in (two.buyer, two.seller, two.buyer)),
        )
    assert one == other == third == list(range(first, first + sent))


async def test_a_burst_larger_than_a_queue_is_told_whole(api: World, address: str) -> None:
    two, many = await talking(api), 600
    async with line(address, token=two.buyer.token) as socket:
        operation = await socket.subscribe(SHARED, {"t": two.thread_id})
        await followed(api, 1)
        async with api.units() as uow:
            for _ in range(many):
                known = {"thread_id": two.thread_id}
                uow.emit(Fact("panel.brief.update", two.thread_id, known, (f"thread:{two.thread_id}",)))
        heard: list[int] = []
        while len(heard) < many:
            event = await next_of(socket, operation, "threadEvents", type="panel.updated")
            heard.append(position(api, two, event["cursor"]))
    assert heard == list(range(heard[0], heard[0] + many))


async def test_an_audience_ends_with_its_last_follower(api: World, address: str) -> None:
    two = await talking(api)
    for _ in range(2):
        async with line(address, token=two.buyer.token) as socket:
            operation = await socket.subscribe(SHARED, {"t": two.thread_id})
            await followed(api, 1)
            await socket.send({"type": "complete", "id": operation})
            async with asyncio.timeout(10):
                while api.process.feed.topic_count():
                    await socket.send({"type": "ping"})
                    await socket.receive()
    assert api.process.engine.audiences.follower_count() == 0


async def test_the_id_of_the_operation_stands_around_the_shared_payload(api: World, address: str) -> None:
    two = await talking(api)
    ids = ['quo"te', "emoji 🎬", "plain"]
    async with line(address, token=two.buyer.token) as socket:
        for one in ids:
            payload = {"query": SHARED, "variables": {"t": two.thread_id}}
            await socket.send({"type": "subscribe", "id": one, "payload": payload})
        await followed(api, len(ids))
        await announce(two)
        got = []
        for _ in itertools.count():
            message = orjson.loads(await socket.connection.recv())
            if message["payload"]["data"]["threadEvents"]["type"] == "panel.updated":
                got.append(message["id"])
            if len(got) == len(ids):
                break
    assert sorted(got) == sorted(ids)
