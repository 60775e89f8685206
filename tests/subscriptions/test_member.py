"""One follower among many: at once while they keep up, in order from a queue when not, cut when hopeless."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import RateLimited
from domain.facts import LiveEvent
from subscriptions.followers import QUEUE_MOST
from subscriptions.member import Member
from subscriptions.told import Told

AT = datetime(2026, 1, 1, tzinfo=UTC)


def event(position: int) -> LiveEvent:
    return LiveEvent("thread:t", position, f"evt_{position}", "msg.send", "thr_t", {}, "usr_a", AT)


class Peer:
    """Takes what it is given while `ready`; `send` waits for that."""

    def __init__(self, *, ready: bool) -> None:
        self.got: list[bytes] = []
        # How many messages each push brought.
        self.pushes: list[int] = []
        self.ready = asyncio.Event()
        if ready:
            self.ready.set()

    def push(self, told: Told) -> bool:
        if self.ready.is_set():
            self.got += told.payloads
            self.pushes.append(len(told.payloads))
        return self.ready.is_set()

    async def send(self, payload: bytes) -> None:
        await self.ready.wait()
        self.got.append(payload)


def payload(position: int) -> bytes:
    return str(position).encode()


def told(*positions: int) -> Told:
    return Told([event(position) for position in positions], [payload(position) for position in positions])


async def test_a_peer_too_slow_is_cut_and_told_so_and_the_cut_is_counted() -> None:
    cuts: list[int] = []
    member = Member(Peer(ready=False), 0, lambda: cuts.append(1))
    for position in range(1, QUEUE_MOST + 5):
        assert not member.take(told(position))
    with pytest.raises(RateLimited):
        await member.serve(lambda _: None)
    assert cuts == [1]


async def test_what_was_read_from_the_log_is_not_told_again() -> None:
    peer = Peer(ready=True)
    member = Member(peer, 7, lambda: None)
    assert [member.take(told(position)) for position in (6, 7, 8, 8)] == [
        0,
        0,
        1,
        0,
    ]
    assert peer.got == [payload(8)]


async def test_of_events_told_together_only_those_are_handed_over_that_are_not_known() -> None:
    peer = Peer(ready=True)
    member = Member(peer, 7, lambda: None)
    assert member.take(told(6, 7, 8, 9)) == 2
    assert peer.got == [payload(8), payload(9)]


@given(st.lists(st.sampled_from(["event", "events", "stall", "go", "turn"]), max_size=60))
def test_nothing_is_lost_doubled_or_overtaken_however_the_peer_stalls(steps: list[str]) -> None:
    async def play() -> None:
        peer, position, noted = Peer(ready=True), 0, 0
        member = Member(peer, 0, lambda: None)

        def note(_: LiveEvent) -> None:
            nonlocal noted
            noted += 1

        serving = asyncio.create_task(member.serve(note))
        for step in [*steps, "go"]:
            if step == "event":
                position += 1
                noted += member.take(told(position))
            elif step == "events":
                noted += member.take(told(position, position + 1, position + 2))
                position += 2
            elif step == "stall":
                peer.ready.clear()
            elif step == "go":
                peer.ready.set()
            await asyncio.sleep(0)
        for _ in range(2 * len(steps) + 5):
            await asyncio.sleep(0)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        assert peer.got == [payload(one) for one in range(1, position + 1)]
        assert noted == position

    asyncio.run(play())
