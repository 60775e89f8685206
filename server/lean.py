"""`python -m server.lean serve HOST PORT` or `work [METRICS_PORT]`: the processes that stay, and little else.

`rastup serve` and `rastup worker` become this. See docs/decisions/080-memory-at-rest.md.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from server import starting

# Libraries import these when they find them: for consoles that nobody looks at, for calls that we make with
# httpx. Together 8 MB.
UNUSED = ("rich", "pygments", "requests")


def main(what: str, *arguments: str) -> None:
    starting.begin()
    with _without(*UNUSED):
        running: Any = import_module("server.running")
    {"serve": running.serve, "work": running.work}[what](*arguments)


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Not to be found for a while. Who really needs one later, such as a sender of spans, finds it then."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        # How the import system spells "not there".
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


if __name__ == "__main__":
    main(*sys.argv[1:])
