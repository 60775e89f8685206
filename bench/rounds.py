"""Measures both contestants by turns, some rounds long, so that what the machine does meanwhile hits both."""

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from bench.contestants import Contestant
from bench.data.database import postmaster
from bench.figures import Compared, Side
from bench.load.spec import Load, Measured
from bench.proc import MB, cpu_s, family_cpu_s, memory

CONNECTIONS = 16
WARM_S = 0.5
# A round is cut into turns, for machines that are shared change their speed within seconds.
TURNS = 3


class Failed(Exception):
    """A contestant answered with something else than data."""


@dataclass(frozen=True)
class Pace:
    """How long, and how often, everything is measured: `seconds` of each contestant in every round."""

    rounds: int = 3
    seconds: float = 4.5


async def compared(
    name: str, pace: Pace, server: Contestant, floor: Contestant, requests: Mapping[str, Path]
) -> Compared:
    """`requests` by contestant: the file of what to ask."""
    found: dict[str, list[Side]] = {server.name: [], floor.name: []}
    for turn in range(pace.rounds * TURNS):
        pair = (server, floor) if turn % 2 == 0 else (floor, server)
        for one in pair:
            found[one.name].append(await measured(one, requests[one.name], pace.seconds / TURNS))
    return Compared(name, Side.median(found[server.name]), Side.median(found[floor.name]))


async def measured(one: Contestant, requests: Path, seconds: float, connections: int = CONNECTIONS) -> Side:
    """One contestant under load, for some seconds."""
    database = postmaster()
    own, theirs = cpu_s(one.pid), family_cpu_s(database)
    seen = await _loaded(Load(one.port, connections, WARM_S, seconds, str(requests)))
    if seen.failed:
        raise Failed(f"{one.name}: {seen.failed} of {seen.answered} failed, the first:\n{seen.first_failure}")
    thousands = seen.answered / 1_000
    return Side(
        requests_per_s=seen.requests_per_s,
        p50_ms=seen.p50_ms,
        p95_ms=seen.p95_ms,
        own_cpu_s=(cpu_s(one.pid) - own) / thousands,
        database_cpu_s=(family_cpu_s(database) - theirs) / thousands,
        memory_mb=memory(one.pid) / MB,
    )


async def _loaded(load: Load) -> Measured:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.load"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate(orjson.dumps(asdict(load)))
    if process.returncode:
        raise Failed("the load process ended with an error")
    return Measured(**orjson.loads(told))
