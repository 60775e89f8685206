"""`make bench-growth`: the pages on ten times the data. Ends with 1 when one takes too much longer."""

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import cast
from bench.contestants import OurServer, our_server, settings_for
from bench.data import sizes
from bench.data.database import database
from bench.load.spec import write_requests
from bench.rounds import Pace, measured

FACTOR, MOST = 10, 1.5
PAGES: Final = ("inbox", "thread", "search", "booking")


@dataclass(frozen=True)
class Grown:
    """How long a page takes, at the median, on the usual data and on ten times as much."""

    name: str
    usual_ms: float
    tenfold_ms: float

    @property
    def times(self) -> float:
        return self.tenfold_ms / self.usual_ms

    @property
    def met(self) -> bool:
        return self.times <= MOST


async def grown(name: str, pace: Pace, usual: OurServer, tenfold: OurServer) -> Grown:
    """Both by turns."""
    took: dict[int, list[float]] = {usual.port: [], tenfold.port: []}
    with tempfile.TemporaryDirectory() as folder:
        for one in (usual, tenfold):
            cases = await cast.cases(one.settings.database_url, name)
            write_requests(Path(folder) / str(one.port), await one.requests(name, cases))
        for turn in range(pace.rounds):
            for one in (usual, tenfold) if turn % 2 == 0 else (tenfold, usual):
                side = await measured(one, Path(folder) / str(one.port), pace.seconds)
                took[one.port].append(side.p50_ms)
    return Grown(name, median(took[usual.port]), median(took[tenfold.port]))


def drawn(found: list[Grown]) -> Table:
    table = Table(title=f"the server on {FACTOR} times the data, p50", title_justify="left")
    for heading in ("", "usual ms", "tenfold ms", "times", f"at most {MOST}"):
        table.add_column(heading, justify="left" if not heading else "right")
    for one in found:
        mark = "[green]met[/]" if one.met else "[red]missed[/]"
        table.add_row(one.name, f"{one.usual_ms:.1f}", f"{one.tenfold_ms:.1f}", f"{one.times:.2f}", mark)
    return table


async def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench-growth", description=__doc__)
    parser.add_argument("--size", choices=("tiny", "usual"), default="usual", help="what is multiplied")
    options, say = parser.parse_args(), Console(highlight=False, soft_wrap=True)
    size: sizes.Sizes = getattr(sizes, options.size.upper())
    async with AsyncExitStack() as stack:
        servers = []
        for each in (size, size.times(FACTOR)):
            url = await database(each, say.print)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers.append(await stack.enter_async_context(our_server(settings_for(url, folder))))
        found = [await grown(name, Pace(), *servers) for name in PAGES]
    say.print(drawn(found))
    return int(not all(one.met for one in found))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
