"""`make demo`: plays the whole flow against a running server, or one of its own that is gone afterwards."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from rich.console import Console

from server.demo import accounts, checkout, discovery, money, supply, talk
from server.demo.client import Api, Unexpected
from server.demo.stage import Scene, Stage
from server.dev import Dev, Ports
from server.processes import Stopped

SCENES: tuple[Scene, ...] = (
    accounts.play,
    supply.play,
    discovery.play,
    checkout.play,
    talk.play,
    money.play,
)


@asynccontextmanager
async def own_server(console: Console) -> AsyncIterator[str]:
    """Everything that `make dev` starts, on an empty database and on ports that are free."""
    with tempfile.TemporaryDirectory(prefix="rastup-demo-") as folder:
        ports = Ports.free()
        dev = Dev(console, ports, Path(folder), seeded=False)
        try:
            await dev.start()
            yield f"http://127.0.0.1:{ports.api}"
        finally:
            await dev.stop()


async def play(url: str, console: Console) -> None:
    async with httpx.AsyncClient(timeout=60) as http:
        stage = Stage(Api(url, http), console)
        for scene in SCENES:
            await scene(stage)
        took = time.monotonic() - stage.begun
        console.print(f"\n[green]Everything went as promised[/], in {took:.1f} s.\n", highlight=False)


async def run(url: str | None, console: Console) -> int:
    try:
        if url is not None:
            await play(url, console)
        else:
            async with own_server(console) as own:
                await play(own, console)
    except Stopped as reason:
        console.print(f"\n[red]Stopped:[/] {reason}", highlight=False)
        return 1
    except (Unexpected, httpx.HTTPError) as surprise:
        console.print(f"\n[red]It went otherwise:[/] {type(surprise).__name__}: {surprise}", highlight=False)
        return 1
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--url", help="a running server, such as http://127.0.0.1:8000")
    sys.exit(asyncio.run(run(parser.parse_args().url, Console())))


if __name__ == "__main__":
    main()
