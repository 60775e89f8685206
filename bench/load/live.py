"""`python -m bench.load.live`: told by a line of JSON, answers a line when everybody follows, then, after
another line, what was delivered.
"""

import asyncio
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import uvloop

from bench.floor import statement
from bench.load.following import Delivered, Talk, Tally, Writers
from bench.load.publishing import NOTIFY, ToFloor, ToServer
from bench.load.sockets import Follower
from bench.pool import LeanPool
from bench.sending import EARLIER
from subscriptions.feed import CHANNEL

AT_ONCE = 20


@dataclass(frozen=True)
class Live:
    """What a live run does. `sockets` are pairs of token and thread; nothing is written in no seconds."""

    port: int
    is_floor: bool
    database_url: str
    media: str
    document: str
    sockets: Sequence[tuple[str, str]]
    senders: Mapping[str, str]
    per_s: float
    seconds: float


async def follow(live: Live, tally: Tally) -> list[Follower]:
    loop, made = asyncio.get_running_loop(), list[Follower]()
    for place, (token, thread_id) in enumerate(live.sockets):
        asked = {"query": live.document, "variables": {"threadId": thread_id}}
        message = orjson.dumps({"id": "1", "type": "subscribe", "payload": asked})
        one = Follower(token, message, tally.heard)
        await loop.create_connection(lambda one=one: one, "127.0.0.1", live.port)  # type: ignore[misc]
        made.append(one)
        if place % AT_ONCE == 0:
            await one.following
    await asyncio.gather(*(one.following for one in made))
    return made


async def written(live: Live, tally: Tally) -> tuple[Delivered, Delivered]:
    pool = LeanPool()
    texts = {"send": statement("send", live.media), "earlier": EARLIER, "notify": NOTIFY}
    # What is written is not what is measured, so that nobody waits for the disk.
    await pool.open(live.database_url, statement("cards", live.media), texts, size=AT_ONCE, durable=False)
    publisher = ToFloor(pool) if live.is_floor else ToServer(pool, CHANNEL)
    threads = [thread_id for _, thread_id in live.sockets]
    talks = [Talk(one, sender, threads.count(one)) for one, sender in live.senders.items()]
    writers = Writers(talks, publisher, tally)
    await writers.flat_out(0.5, under_way=1)
    steady = await writers.steadily(live.per_s, live.seconds)
    most = await writers.most_in_time(live.seconds)
    await pool.close()
    return steady, most


async def main() -> None:
    live = Live(**orjson.loads(sys.stdin.readline()))
    tally = Tally()
    followers = await follow(live, tally)
    _say({"followers": len(followers)})
    await asyncio.to_thread(sys.stdin.readline)
    if not live.seconds:
        return
    gc.disable()
    steady, most = await written(live, tally)
    told = {"steady": asdict(steady), "most": asdict(most), "others": tally.others}
    _say(told | {"sample": orjson.loads(tally.sample)})
    # Five hundred goodbyes would only take time.
    os._exit(0)


def _say(told: Any) -> None:
    sys.stdout.write(orjson.dumps(told).decode() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
