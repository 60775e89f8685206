"""One run: every workload in turn, on a copy of the data that may be written to."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench import cast
from bench.contestants import OurServer, TheFloor, contestants, our_server, settings_for
from bench.data.database import copied
from bench.equal import Differs, check_equal
from bench.fanout import fan_out, idle_follower_kb
from bench.figures import Compared, Report, Single
from bench.load.spec import write_requests
from bench.proc import MB, memory
from bench.rounds import Failed, Pace, compared

FAN_OUT: Final = "fan-out"
WORKLOADS: Final = (*cast.WORKLOADS, FAN_OUT)
# Followers who sit there first, and the people whose sockets are counted: fifty each.
WARM, PEOPLE = 50, 21

Say = Callable[[str], None]


async def whole(url: str, pace: Pace, say: Say) -> Report:
    async with copied(url) as copy:
        alone = await _alone(copy, say)
        async with contestants(copy) as (server, floor):
            found, failed = list[Compared](), list[str]()
            for name in cast.WORKLOADS:
                try:
                    found.append(await page(name, pace, server, floor, say))
                except (Differs, Failed) as wrong:
                    say(f"{name} cannot be measured: {wrong}")
                    failed.append(name)
            live, steady = await _live(pace, server, floor, say)
            after = Single("memory after it all", memory(server.pid) / MB, "MB", most=150)
    return Report([*found, live], [*alone, steady, after], failed)


async def only(name: str, url: str, pace: Pace, say: Say) -> Report:
    async with copied(url) as copy, contestants(copy) as (server, floor):
        if name != FAN_OUT:
            return Report([await page(name, pace, server, floor, say)], [])
        live, steady = await _live(pace, server, floor, say)
        return Report([live], [steady])


async def page(name: str, pace: Pace, server: OurServer, floor: TheFloor, say: Say) -> Compared:
    """Check that both say the same, then measure them by turns."""
    cases = await cast.cases(server.settings.database_url, name)
    equal = await check_equal(name, server, floor, cases)
    say(f"{name}: {equal} answers equal; {len(cases)} different ones are asked for")
    with tempfile.TemporaryDirectory() as folder:
        files = {one.name: Path(folder) / one.name for one in (server, floor)}
        for one in (server, floor):
            write_requests(files[one.name], await one.requests(name, cases))
        return await compared(name, pace, server, floor, files)


async def _live(pace: Pace, server: OurServer, floor: TheFloor, say: Say) -> tuple[Compared, Single]:
    found = await fan_out(pace, server, floor)
    steady = Single("live p95 at 50 messages/s", found.steady_p95_ms, "ms", most=15)
    its = f"{found.floor_steady_p95_ms:.1f} ms"
    say(f"fan-out: 19 of 20 deliveries at 50 messages a second within {steady.said}; the floor's: {its}")
    return found.compared, steady


async def _alone(url: str, say: Say) -> Sequence[Single]:
    """Figures of a process that has done nothing yet."""
    with tempfile.TemporaryDirectory() as folder:
        async with our_server(settings_for(url, Path(folder))) as server:
            kb = await idle_follower_kb(server, WARM, PEOPLE)
            ready = server.ready_after_s
    say(f"ready after {ready:.2f} s; an idle follower takes {kb:.0f} KB")
    return [Single("start to ready", ready, "s", most=3), Single("idle follower", kb, "KB", most=50)]
