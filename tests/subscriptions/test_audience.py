"""Joining an audience that is in the middle of telling an event."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from domain.errors import Unavailable
from domain.facts import Fact, LiveEvent
from domain.ids import UserId
from domain.viewer import Viewer
from subscriptions.audience import TOLD_TOGETHER
from subscriptions.live import Live, Version
from tests.subscriptions.test_member import Peer
from tests.world import World

TOPIC = "thread:thr_1"


class Pausing(Live[int]):
    """Follows a topic that is open to anybody; telling waits until it may go on."""

    def __init__(self, api: World, user: str, after: str | None, go_on: asyncio.Event) -> None:
        viewer = Viewer(UserId(user))
        super().__init__(api.process.engine.context(viewer, api.process.engine.connections), TOPIC, after)
        self.go_on = go_on
        self.telling = asyncio.Event()

    async def admit(self) -> None:
        pass

    async def versions(
        self, event: LiveEvent, everybody: Sequence["Pausing"]
    ) -> Sequence[Version[int] | None]:
        self.telling.set()
        await self.go_on.wait()
        if event.name == "fault":
            raise Unavailable("UNAVAILABLE", "Not now.")
        return [Version("", event.position) for _ in everybody]


async def payload_of(value: int) -> bytes:
    return str(value).encode()


async def happen(api: World, name: str = "message.new") -> None:
    async with api.units() as uow:
        uow.emit(Fact(name, "msg_1", topics=(TOPIC,)))


@asynccontextmanager
async def following(api: World, live: Pausing) -> AsyncIterator[tuple[Peer, "asyncio.Task[None]"]]:
    peer, audiences = Peer(ready=True), api.process.engine.audiences
    before = audiences.follower_count()
    task = asyncio.create_task(audiences.follow("all", live, payload_of, peer))
    while live.go_on.is_set() and audiences.follower_count() == before:  # noqa: ASYNC110 - there is no event
        await asyncio.sleep(0)
    try:
        yield peer, task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(peer: Peer, *payloads: bytes) -> None:
    async with asyncio.timeout(10):
        while peer.got != list(payloads):  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)


async def test_who_comes_while_an_event_is_told_hears_it_once_if_they_resume_and_not_at_all_if_not(
    api: World,
) -> None:
    go_on = asyncio.Event()
    go_on.set()
    await happen(api)
    (seen,) = await api.history(TOPIC)
    first = Pausing(api, "usr_a", None, go_on)
    async with following(api, first) as (one, _):
        go_on.clear()
        await happen(api)
        await first.telling.wait()
        cursor = api.process.feed.cursor(seen)
        async with (
            following(api, Pausing(api, "usr_b", cursor, go_on)) as (resumed, _),
            following(api, Pausing(api, "usr_c", None, go_on)) as (fresh, _),
        ):
            for _ in range(20):
                await asyncio.sleep(0.005)
            go_on.set()
            await until(one, b"2")
            await until(resumed, b"2")
            while api.process.engine.audiences.follower_count() < 3:  # noqa: ASYNC110 - there is no event
                await asyncio.sleep(0)
            await happen(api)
            await until(one, b"2", b"3")
            await until(resumed, b"2", b"3")
            await until(fresh, b"3")


async def test_what_happened_meanwhile_is_told_together_but_never_more_than_was_chosen(api: World) -> None:
    go_on = asyncio.Event()
    go_on.set()
    first = Pausing(api, "usr_a", None, go_on)
    async with following(api, first) as (peer, _):
        go_on.clear()
        await happen(api)
        await first.telling.wait()
        async with api.units() as uow:
            for _ in range(TOLD_TOGETHER + 1):
                uow.emit(Fact("message.new", "msg_1", topics=(TOPIC,)))
        while api.process.feed.heard(TOPIC) < TOLD_TOGETHER + 2:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0.005)
        go_on.set()
        await until(peer, *(str(position).encode() for position in range(1, TOLD_TOGETHER + 3)))
        assert peer.pushes == [1, TOLD_TOGETHER, 1]


async def test_a_fault_ends_everybody_and_whoever_comes_again_begins_anew(api: World) -> None:
    go_on = asyncio.Event()
    go_on.set()
    async with following(api, Pausing(api, "usr_a", None, go_on)) as (_, first):
        await happen(api, "fault")
        (ended,) = await asyncio.gather(first, return_exceptions=True)
        assert isinstance(ended, Unavailable)
    async with following(api, Pausing(api, "usr_a", None, go_on)) as (again, _):
        await happen(api)
        await until(again, b"2")
