"""Where a reading begins: one row, a list or a page, with the questions that the caller's values answer.

A view is made once per shape of question (which filters are set, not to what) and carries no value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, FromClause, Select, Text
from sqlalchemy.types import TypeEngine

from persistence.read.chosen import Chosen
from persistence.read.model import Row


class Ask(Protocol):
    """Stands for a value by name; the value itself comes with each reading."""

    def __call__(
        self, name: str, kind: type[TypeEngine[Any]] | TypeEngine[Any] = Text
    ) -> ColumnElement[Any]: ...


Guard: TypeAlias = Callable[[Ask], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class One:
    """The row that the condition holds for; there is at most one.

    It comes from `source` where that is not a table: values that are known before the statement is run, as
    far as what is chosen needs them.
    """

    model: str
    where: Callable[[Row, Ask], ColumnElement[bool]]
    source: Callable[[Ask, Sequence[Chosen]], FromClause] | None = None


@dataclass(frozen=True, eq=False)
class Many:
    """All rows that the condition holds for, or the first `most`, in order.

    Without its guard nothing is read at all.
    """

    model: str
    where: Callable[[Row, Ask], ColumnElement[bool]]
    order: Callable[[Row], Sequence[ColumnElement[Any]]]
    guard: Guard | None = None
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Page:
    """`size` rows and one more to know whether there is a next page; asks for `size` itself.

    `rows` selects, in order, either all columns of the model's table or its key alone, and what the position
    is made of. `position` names that, as cursors seal it; without, it is every column but the key.
    `joined` are tables in it that are what the model's `joins` of the same names would find.
    """

    model: str
    rows: Callable[[Ask], Select[Any]]
    guard: Guard | None = None
    position: tuple[str, ...] = ()
    joined: Mapping[str, FromClause] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Added:
    """A row that the statement itself adds; what is told of it stands inside what `around` makes.

    `empty` names the edges that lead nowhere yet.
    """

    model: str
    row: FromClause
    around: Callable[[Select[Any]], Select[Any]]
    empty: frozenset[str] = frozenset()


View: TypeAlias = One | Many | Page | Added
