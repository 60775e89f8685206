"""`python -m server.lean serve HOST PORT` or `work [METRICS_PORT]`: the processes that stay, and little else.

`rastup serve` and `rastup worker` become this. See docs/decisions/080-memory-at-rest.md.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from server import starting

# Libraries import these when they find them: for consoles that nobody looks at, for calls that we make with
# httpx. Together 8 MB.
UNUSED = ("rich", "pygments", "requests")
# What SQLAlchemy's asyncio takes sessions from, and with them its whole ORM: 6 MB and a tenth of the start,
# for statements that we write without it.
SESSIONS = ("sqlalchemy.ext.asyncio.session", "sqlalchemy.ext.asyncio.scoping")


def main(what: str, *arguments: str) -> None:
    starting.begin()
    with _without(*UNUSED), _hollow(*SESSIONS):
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


@contextmanager
def _hollow(*names: str) -> Iterator[None]:
    """There for a while, for whoever imports something from them, but nothing that they hold is."""
    for name in names:
        vars(module := ModuleType(name))["__getattr__"] = _nothing
        sys.modules[name] = module
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _nothing(name: str) -> None:
    if name.startswith("__"):
        raise AttributeError(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
