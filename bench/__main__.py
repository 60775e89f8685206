"""`make bench`: the server against the floor. Ends with 1 when a target is missed."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench import cast
from bench.contestants import OurServer, TheFloor, contestants
from bench.data import sizes
from bench.data.database import database
from bench.equal import check_equal
from bench.figures import Compared
from bench.load.spec import write_requests
from bench.rounds import Pace, compared
from bench.table import drawn

WIDTH = 110
WORKLOADS = tuple(cast.WORKLOADS)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=WORKLOADS, help="measure one workload and keep no figures")
    parser.add_argument("--rounds", type=int, default=Pace.rounds)
    parser.add_argument("--seconds", type=float, default=Pace.seconds, help="of each round")
    parser.add_argument("--size", choices=("tiny", "usual", "tenfold"), default="usual")
    return parser.parse_args()


async def page(name: str, url: str, pace: Pace, server: OurServer, floor: TheFloor, say: Console) -> Compared:
    """Check that both say the same about a page, then measure it."""
    cases = await cast.cases(url, name)
    equal = await check_equal(name, server, floor, cases)
    say.print(f"{name}: {equal} answers equal; {len(cases)} different ones are asked for")
    with tempfile.TemporaryDirectory() as folder:
        files = {one.name: Path(folder) / one.name for one in (server, floor)}
        for one in (server, floor):
            write_requests(files[one.name], await one.requests(name, cases))
        return await compared(name, pace, server, floor, files)


async def main() -> int:
    options, say = (
        asked(),
        Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH),
    )
    url = await database(getattr(sizes, options.size.upper()), say.print)
    pace = Pace(options.rounds, options.seconds)
    async with contestants(url) as (server, floor):
        names = [options.only] if options.only else WORKLOADS
        found = [await page(name, url, pace, server, floor, say) for name in names]
    say.print(drawn(found))
    return int(not all(one.met for one in found))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
