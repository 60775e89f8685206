"""`make bench`: the server against the floor. Ends with 1 when a target is missed."""

import argparse
import asyncio
import contextlib
import signal
import sys

from rich.console import Console

from bench.chart import draw
from bench.data import sizes
from bench.data.database import database
from bench.kept import keep
from bench.rounds import Pace
from bench.run import WORKLOADS, only, whole
from bench.table import drawn, drawn_alone

WIDTH = 110


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=WORKLOADS, help="measure one workload and keep no figures")
    parser.add_argument("--rounds", type=int, default=Pace.rounds)
    parser.add_argument("--seconds", type=float, default=Pace.seconds, help="of each round")
    parser.add_argument("--size", choices=("tiny", "usual"), default="usual")
    return parser.parse_args()


async def main() -> int:
    options = asked()
    say = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
    _stop_orderly()
    url = await database(getattr(sizes, options.size.upper()), say.print)
    pace = Pace(options.rounds, options.seconds)
    if options.only:
        report = await only(options.only, url, pace, say.print)
    else:
        report = await whole(url, pace, say.print)
        if not report.failed:
            keep(report)
            draw(report)
    say.print(drawn(report.compared))
    if report.singles:
        say.print(drawn_alone(report.singles))
    return int(not report.met)


def _stop_orderly() -> None:
    """Asked to stop, stop what was started first."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - we run in one
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


if __name__ == "__main__":
    with contextlib.suppress(asyncio.CancelledError):
        sys.exit(asyncio.run(main()))
    sys.exit(1)
