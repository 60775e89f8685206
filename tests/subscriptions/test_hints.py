"""Hints: nobody waits for them, they go together, and a process that stops has told them all."""

import asyncio
import json
from dataclasses import replace

from broadcaster import Broadcast

from persistence.database import as_plain
from server.settings import Settings
from subscriptions.feed import CHANNEL
from tests.world import open_world


async def test_what_moves_while_a_hint_is_on_its_way_goes_in_the_next_and_the_last_go_at_the_end(
    settings: Settings,
) -> None:
    url = as_plain(settings.database_url)
    told: list[list[tuple[str, int]]] = []
    async with Broadcast(url) as elsewhere, elsewhere.subscribe(CHANNEL) as heard:
        async with open_world(replace(settings, live_url=url)) as api:
            for position in range(1, 101):
                await api.process.feed.hint([("thread:one", position), (f"inbox:{position}", 1)])
        async with asyncio.timeout(10):
            while sum(topic.startswith("inbox:") for moved in told for topic, _ in moved) < 100:
                told.append(json.loads((await heard.get()).message).get("moved", []))
    assert max(position for moved in told for topic, position in moved if topic == "thread:one") == 100
    assert len(told) < 10
