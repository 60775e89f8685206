"""Presence of several processes, on seconds that the test counts."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from domain.ids import ThreadId, UserId
from domain.threads.presence import ONLINE_S, TYPING_S, Presence
from subscriptions.presence import PresenceHub
from tests.world import World

ANA, THREAD = UserId("usr_ana"), ThreadId("thr_1")


class Seconds:
    """A monotonic clock that moves when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def a_hub(api: World, seconds: Seconds) -> AsyncIterator[PresenceHub]:
    hub = PresenceHub(api.process.feed, api.services.clock.now, seconds)
    hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


async def until(hub: PresenceHub, *, online: bool, typing: bool = False) -> None:
    """Returns once the hub has heard so."""
    async with aclosing(hub.follow(THREAD, (ANA,))) as states:
        async for _, state in states:
            if state.looks_like(Presence(online=online, typing=typing)):
                return


async def test_a_beat_keeps_everybody_connected_here_present_everywhere(api: World) -> None:
    seconds = Seconds()
    async with a_hub(api, seconds) as one, a_hub(api, seconds) as other, one.here(ANA):
        await until(other, online=True)
        seconds.now = ONLINE_S - 1
        await one.beat()
        await one.type(THREAD, ANA, on=True)
        await until(other, online=True, typing=True)
        seconds.now = ONLINE_S + TYPING_S
        assert other.state(THREAD, ANA).looks_like(Presence(online=True))
        seconds.now = ONLINE_S * 2
        assert not other.state(THREAD, ANA).online


async def test_closing_one_of_several_devices_is_no_leaving(api: World) -> None:
    seconds = Seconds()
    async with a_hub(api, seconds) as phone, a_hub(api, seconds) as desk, phone.here(ANA):
        async with desk.here(ANA), desk.here(ANA):
            await until(phone, online=True)
        await until(desk, online=False)
        await until(desk, online=True)
        assert phone.state(THREAD, ANA).online


async def test_what_somebody_else_whispers_is_no_presence(api: World) -> None:
    seconds = Seconds()
    async with a_hub(api, seconds) as hub:
        await api.process.feed.whisper("weather", {"users": [ANA], "online": True})
        await hub.type(THREAD, ANA, on=True)
        await until(hub, online=False, typing=True)
