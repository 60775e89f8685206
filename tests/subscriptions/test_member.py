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

AT = datetime(2026, 1, 1, tzinfo=UTC)


def event(position: int) -> LiveEvent:
    return LiveEvent("thread:t", position, f"evt_{position}", "msg.send", "thr_t", {}, "usr_a", AT)


class Peer:
    """Takes what it is given while `ready`; `send` waits for that."""

    def __init__(self, *, ready: bool) -> None:
        self.got: list[bytes] = []
        self.ready = asyncio.Event()
        if ready:
            self.ready.set()

    def push(self, payload: bytes) -> bool:
        if self.ready.is_set():
            self.got.append(payload)
        return self.ready.is_set()

    async def send(self, payload: bytes) -> None:
        await self.ready.wait()
        self.got.append(payload)


def payload(position: int) -> bytes:
    return str(position).encode()


async def test_a_peer_too_slow_is_cut_and_told_so_and_the_cut_is_counted() -> None:
    cuts: list[int] = []
    member = Member(Peer(ready=False), 0, lambda: cuts.append(1))
    for position in range(1, QUEUE_MOST + 5):
        assert not member.take(event(position), payload(position))
    with pytest.raises(RateLimited):
        await member.serve(lambda _: None)
    assert cuts == [1]


async def test_what_was_read_from_the_log_is_not_told_again() -> None:
    peer = Peer(ready=True)
    member = Member(peer, 7, lambda: None)
    assert [member.take(event(position), payload(position)) for position in (6, 7, 8, 8)] == [
        False,
        False,
        True,
        False,
    ]
    assert peer.got == [payload(8)]


@given(st.lists(st.sampled_from(["event", "stall", "go", "turn"]), max_size=60))
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
                noted += member.take(event(position), payload(position))
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
