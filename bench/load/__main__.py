"""`python -m bench.load` reads a load as JSON from its input and writes what it measured to its output."""

import gc
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import cycle
from pathlib import Path

import orjson
import uvloop

from bench.load.client import drive
from bench.load.spec import AS_LETTERS, FRESH, Load, read_requests


def fresh(requests: Sequence[bytes]) -> Iterator[bytes]:
    """The requests in turn, without end, each made unlike all that were sent before."""
    mark, run = FRESH.encode(), secrets.token_hex(4).encode()
    for number, request in enumerate(cycle(requests)):
        yield request.replace(mark, (b"%s%012d" % (run, number)).translate(AS_LETTERS))


def main() -> None:
    load = Load(**orjson.loads(sys.stdin.buffer.read()))
    requests = read_requests(Path(load.requests))
    gc.disable()
    measured = uvloop.run(drive(load, fresh(requests)))
    sys.stdout.write(orjson.dumps(asdict(measured)).decode())


if __name__ == "__main__":
    main()
