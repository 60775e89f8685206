"""How a root field says where its reading begins, for the compiled executor."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.pages import Cursors
from domain.viewer import Viewer
from persistence.read.views import View
from schema.context import Context


@dataclass(slots=True)
class Asking:
    """Who asks, when, and with whose cursors."""

    viewer: Viewer
    now: datetime
    cursors: Cursors


# Looks up the rest of what a view asks for, before the statement is run; and anew (True), when the statement
# had no row, for what was kept may be outdated. Refuses like the resolver.
Prelude = Callable[[Context, bool], Awaitable[Mapping[str, Any]]]


@dataclass(slots=True)
class Reading:
    """A view and what it asks for; lists in pages name the list that their cursors are sealed for."""

    view: View
    values: Mapping[str, Any] = field(default_factory=dict)
    list_name: str = ""
    prelude: Prelude | None = None


# From the arguments of a root field, as its resolver takes them. Raises what the resolver would refuse with:
# the reference executor then does, for both.
Begin = Callable[..., Reading]

READINGS: Final[dict[str, Begin]] = {}


def reading(name: str) -> Callable[[Begin], Begin]:
    """Declare how the query field of that Python name is read."""

    def declare(begin: Begin) -> Begin:
        READINGS[name] = begin
        return begin

    return declare
