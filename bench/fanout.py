"""Live events, server against floor: how late they come at a steady pace, and how many can be had in time."""

import asyncio
import math
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

import orjson

from bench import cast
from bench.contestants import DOCUMENTS, MEDIA, Contestant, OurServer
from bench.data.database import postmaster
from bench.equal import differences
from bench.figures import Compared, Side
from bench.load.live import Live
from bench.proc import MB, cpu_s, family_cpu_s, memory
from bench.rounds import Failed, Pace
from bench.tokens import tokens

THREADS, SOCKETS_EACH, PER_S = 10, 25, 50.0
SECONDS_MOST: Final = 4.0
IDLE_KB: Final = 1024


@dataclass(frozen=True)
class _Round:
    """One contestant, once: a steady pace first, then as much as holds. `sample` is one frame."""

    side: Side
    steady_p95_ms: float
    sample: Any


@dataclass(frozen=True)
class FanOut:
    compared: Compared
    steady_p95_ms: float
    floor_steady_p95_ms: float


async def fan_out(pace: Pace, server: Contestant, floor: Contestant) -> FanOut:
    found: dict[str, list[_Round]] = {server.name: [], floor.name: []}
    for turn in range(pace.rounds):
        for one in (server, floor) if turn % 2 == 0 else (floor, server):
            found[one.name].append(await _measured(one, min(pace.seconds, SECONDS_MOST)))
    ours, its = found[server.name], found[floor.name]
    _check_alike(ours[0].sample, its[0].sample)
    sides = (Side.median([each.side for each in rounds]) for rounds in (ours, its))
    late = (median(each.steady_p95_ms for each in rounds) for rounds in (ours, its))
    return FanOut(Compared("fan-out", *sides), *late)


async def idle_follower_kb(server: OurServer, warm: int, people: int) -> float:
    """Memory of a follower to whom nothing is told; measured on a process that did nothing before."""
    threads = await cast.followed(server.settings.database_url, people)
    async with _following(await _live(server, threads[:1], warm // 2, 0), server):
        before = memory(server.pid)
        live = await _live(server, threads[1:], SOCKETS_EACH, 0)
        async with _following(live, server, warm):
            return (memory(server.pid) - before) / len(live.sockets) / IDLE_KB


async def _measured(one: Contestant, seconds: float) -> _Round:
    threads = await cast.followed(one.settings.database_url, THREADS)
    live = await _live(one, threads, SOCKETS_EACH, seconds)
    async with _following(live, one) as process:
        own, theirs = cpu_s(one.pid), family_cpu_s(postmaster())
        told = await _go_on(process, one.name)
        used = cpu_s(one.pid) - own, family_cpu_s(postmaster()) - theirs
    steady, most = told["steady"], told["most"]
    # What is lost comes later than any time that could be asked for.
    late = math.inf if steady["lost"] else steady["p95_ms"]
    per_s = 0.0 if most["lost"] else most["per_s"]
    thousands = (steady["deliveries"] + most["deliveries"]) / 1_000
    own_cpu, database_cpu = (seconds_used / thousands for seconds_used in used)
    side = Side(per_s, most["p50_ms"], most["p95_ms"], own_cpu, database_cpu, memory(one.pid) / MB)
    return _Round(side, late, told["sample"])


async def _live(one: Contestant, threads: Sequence[cast.Followed], sockets_each: int, seconds: float) -> Live:
    held = await tokens(one.settings, [person for t in threads for person in (t.sender, t.other)])
    return Live(
        port=one.port,
        is_floor=not isinstance(one, OurServer),
        database_url=one.settings.database_url,
        media=MEDIA,
        document=(DOCUMENTS / "follow.graphql").read_text(),
        sockets=[
            (held[person], thread.thread_id)
            for thread in threads
            for person in (thread.sender, thread.other)
            for _ in range(sockets_each)
        ],
        senders={thread.thread_id: thread.sender for thread in threads},
        per_s=PER_S,
        seconds=seconds,
    )


@asynccontextmanager
async def _following(
    live: Live, one: Contestant, already: int = 0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process whose followers all follow."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.load.live"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        _stdin(process).write(orjson.dumps(asdict(live)) + b"\n")
        if not await _line(process):
            raise Failed(f"not everybody could follow {one.name}")
        await one.until_followed(len(live.sockets) + already)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _go_on(process: asyncio.subprocess.Process, name: str) -> Any:
    _stdin(process).write(b"\n")
    line = await _line(process)
    if not line:
        raise Failed(f"followers of {name} ended with an error")
    return orjson.loads(line)


def _stdin(process: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    return process.stdin


async def _line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    return await process.stdout.readline()


def _check_alike(server: Any, floor: Any) -> None:
    """Both tell the same kind of frame, field for field; what is said in it is each one's own."""
    own = frozenset({"cursor", "at", "messageId", "createdAt", "bodyText", "author"})
    for where, one, other in differences(server, floor, own):
        raise Failed(f"at {where} the server tells {one!r}, the floor {other!r}")
