"""Take the figures and print them; ends with 1 when one misses its target. Takes about two minutes."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator

from bench.front_door.http_figures import cheap_beside_hostile, refusals
from bench.front_door.server import Subject, subject
from bench.front_door.socket_figures import fan_out, idle_followers
from bench.front_door.told import Figure
from bench.proc import MB


def at_rest(measured: Subject) -> list[Figure]:
    ready, memory = measured.ready_after_s, measured.memory() / MB
    used = measured.cpu_s()
    return [
        Figure("start to ready", f"{ready:.2f} s, {used:.2f} s of processor", "< 5 s of processor", used < 5),
        Figure("memory at rest", f"{memory:.0f} MB resident", "", met=True),
    ]


def over_http(measured: Subject) -> list[Figure]:
    return [*refusals(measured), *cheap_beside_hostile(measured)]


async def figures() -> AsyncIterator[Figure]:
    async with subject() as measured:
        for figure in at_rest(measured):
            yield figure
        # Connections of http.client block, so they stay off this loop.
        for figure in await asyncio.to_thread(over_http, measured):
            yield figure
    # A process of its own, so that the memory of followers is theirs alone.
    async with subject() as measured:
        for live in (idle_followers, fan_out):
            async for figure in live(measured):
                yield figure


async def main() -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    missed = 0
    async for figure in figures():
        sys.stdout.write(figure.line() + "\n")
        sys.stdout.flush()
        missed += not figure.met
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
