"""How a mutation says what it writes, for the compiled executor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.facts import Fact
from domain.ids import Prefix
from domain.viewer import Viewer
from persistence.read.views import Added


@dataclass(frozen=True)
class Writer:
    """Who writes, when, and where ids come from. `key` names an idempotency key, as it is kept."""

    viewer: Viewer
    now: datetime
    new_id: Callable[[Prefix], str]
    key: str | None = None


@dataclass(frozen=True)
class Writing:
    """The statement that writes, its values, and what happens by it."""

    view: Added
    values: Mapping[str, Any]
    fact: Fact


# From the arguments of a root field, as its resolver takes them. None, or what the resolver would refuse
# with, leaves the mutation to it.
Begin = Callable[..., Writing | None]

WRITINGS: Final[dict[str, Begin]] = {}


def writing(name: str) -> Callable[[Begin], Begin]:
    """Declare how the mutation field of that Python name is written."""

    def declare(begin: Begin) -> Begin:
        WRITINGS[name] = begin
        return begin

    return declare
