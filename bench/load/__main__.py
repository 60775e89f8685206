"""`python -m bench.load` reads a load as JSON from its input and writes what it measured to its output."""

import gc
import sys
from dataclasses import asdict
from itertools import cycle
from pathlib import Path

import orjson
import uvloop

from bench.load.client import drive
from bench.load.spec import Load, read_requests


def main() -> None:
    load = Load(**orjson.loads(sys.stdin.buffer.read()))
    requests = read_requests(Path(load.requests))
    gc.disable()
    measured = uvloop.run(drive(load, cycle(requests)))
    sys.stdout.write(orjson.dumps(asdict(measured)).decode())


if __name__ == "__main__":
    main()
