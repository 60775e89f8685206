"""How a type says that its fields are those of a read model (`persistence/read`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import strawberry

if TYPE_CHECKING:
    from schema.context import Context

FINISH: Final = "finish"
# From what the read model gives, as JSON, to the value; what only Python knows is worked out here.
Finish: TypeAlias = Callable[[Any, "Context"], Any]


@strawberry.type
@dataclass(kw_only=True)
class Held:
    """An object that the database holds: its key, and its fields where they came along."""

    ref: strawberry.Private[tuple[Any, ...]] = ()
    row: strawberry.Private[Mapping[str, Any] | None] = None


def read() -> Any:
    """A field or an edge that the read model declares under the same name."""
    return strawberry.field(default=None)


def finished(function: Finish) -> Any:
    """A field that Python finishes from what the read model gives for it (`ReadModel.inputs`)."""
    return strawberry.field(default=None, metadata={FINISH: function})
