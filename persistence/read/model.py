"""What a GraphQL type is in the database: its fields and edges, and who sees them, said once.

Two readers use these declarations: the loaders of the reference executor (`loading.py`) and the compiler
(`statement.py`). A field is an expression over a row, an edge says how rows of another model join.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, true
from sqlalchemy.types import TIMESTAMP

# What any expression may ask about the one who reads. Nobody in particular is NULL, which equals nothing.
VIEWER: Final[ColumnElement[str]] = bindparam("viewer", type_=Text, required=True)
NOW: Final[ColumnElement[Any]] = bindparam("now", type_=TIMESTAMP(timezone=True), required=True)
# Where public files are fetched: an address that ends with a slash.
FILES: Final[ColumnElement[str]] = bindparam("files", type_=Text, required=True)


def asked_by(viewer: str | None, now: datetime, files: str) -> dict[str, Any]:
    """What `VIEWER`, `NOW` and `FILES` stand for in one reading."""
    return {"viewer": viewer, "now": now, "files": files}


Expression = Callable[["Row"], ColumnElement[Any]]
Condition = Callable[["Row", "Row"], ColumnElement[bool]]
Order = Callable[["Row"], Sequence[ColumnElement[Any]]]


@dataclass(frozen=True)
class Join:
    """A row beside this one, at most one, that fields may name; it joins where one does.

    Of another table, or of what a LATERAL query over this row finds.
    """

    table: FromClause | Callable[["Row"], FromClause]
    on: Callable[["Row", FromClause], ColumnElement[bool]] = lambda *_: true()

    def beside(self, row: "Row") -> FromClause:
        return self.table.alias() if isinstance(self.table, FromClause) else self.table(row)


@dataclass(frozen=True)
class Field:
    expression: Expression
    # Asked for alone by the reference executor: too dear to be read with every row.
    apart: bool = False
    # The expression gives what Python makes the value of: signed addresses, rules that only it knows.
    finished: bool = False


@dataclass(frozen=True)
class Edge:
    """Rows of another model beside a row: from its table, from `source`, or made of the row itself."""

    model: str
    on: Condition | None = None
    many: bool = False
    order: Order | None = None
    # Where the rows come from when that is not the table of their model, such as the elements of a document.
    source: Callable[["Row"], FromClause] | None = None
    # For objects made of the row itself: whether there is one.
    when: Expression | None = None
    # The key of the one row on the other side, where nothing but that key decides what is told of it.
    refers: Expression | None = None

    @property
    def is_part(self) -> bool:
        return self.on is None and self.source is None


class ReadModel:
    """The fields and edges of one GraphQL type, by their Python names."""

    def __init__(
        self,
        name: str,
        table: FromClause | None = None,
        *,
        key: Sequence[str] = (),
        joins: Mapping[str, Join] | None = None,
    ) -> None:
        if name in MODELS:
            raise ValueError(f"{name} is declared twice")
        self.name, self.table, self.key = name, table, tuple(key)
        self.joins = dict(joins or {})
        self.fields: dict[str, Field] = {}
        self.edges: dict[str, Edge] = {}
        self.cursor: str | None = None
        MODELS[name] = self

    def columns(self, *same: str, **renamed: str) -> None:
        """Fields that are columns, under the same name or another."""
        for name, column in {**dict.fromkeys(same), **renamed}.items():
            self.fields[name] = Field(_column(column or name))

    def computed(self, **expressions: Expression) -> None:
        """Fields that one short expression says."""
        self.fields |= {name: Field(expression) for name, expression in expressions.items()}

    def field(self, name: str | None = None, *, apart: bool = False) -> Callable[[Expression], Expression]:
        """A field computed by the decorated function, which has the field's name unless another is given."""

        def declare(expression: Expression) -> Expression:
            self.fields[name or expression.__name__] = Field(expression, apart)
            return expression

        return declare

    def inputs(self, name: str, *, apart: bool = False) -> Callable[[Expression], Expression]:
        """A field that Python finishes (`schema.reading.finished`) from what the decorated function gives."""

        def declare(expression: Expression) -> Expression:
            self.fields[name] = Field(expression, apart, finished=True)
            return expression

        return declare

    def one(
        self,
        name: str,
        model: str,
        on: Condition,
        *,
        source: Callable[["Row"], FromClause] | None = None,
    ) -> None:
        """At most one row of another model."""
        self.edges[name] = Edge(model, on, source=source)

    def refers(self, name: str, model: str, key: Expression) -> None:
        """The row of another model whose key this row holds; rows that hold the same share its object."""

        def same(row: "Row", other: "Row") -> ColumnElement[bool]:
            column: ColumnElement[Any] = getattr(other, other.model.key[0])
            return column == key(row)

        self.edges[name] = Edge(model, same, refers=key)

    def many(
        self,
        name: str,
        model: str,
        on: Condition | None = None,
        *,
        order: Order | None = None,
        source: Callable[["Row"], FromClause] | None = None,
    ) -> None:
        """A list, in an order that leaves nothing to chance."""
        self.edges[name] = Edge(model, on, many=True, order=order, source=source)

    def pages(self, items: str, model: str, cursor: str = "cursor") -> None:
        """The list of a page and the field with the cursor of the next one; a `Page` view gives the rows."""
        self.edges[items] = Edge(model, many=True)
        self.cursor = cursor

    def part(self, name: str, model: str, when: Expression | None = None) -> None:
        """An object whose fields lie in this same row."""
        self.edges[name] = Edge(model, when=when)


MODELS: Final[dict[str, ReadModel]] = {}


@dataclass
class Row:
    """One model at one place of a statement. Columns by name; what `joins` declares joins when named."""

    model: ReadModel
    table: FromClause
    _joined: dict[str, FromClause] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.model.joins:
            if name not in self._joined:
                self._joined[name] = self.model.joins[name].beside(self)
            return self._joined[name].c
        return self.table.c[name]

    def froms(self) -> FromClause:
        """The table with whatever its fields have named so far."""
        whole = self.table
        for name, alias in self._joined.items():
            whole = whole.outerjoin(alias, self.model.joins[name].on(self, alias))
        return whole

    def own(self) -> Iterator[FromClause]:
        yield self.table
        yield from self._joined.values()

    def seen_as(self, model: ReadModel) -> "Row":
        """The same row, read by the fields of an object that is a part of it."""
        return _Part(model, self)


class _Part(Row):
    def __init__(self, model: ReadModel, whole: Row) -> None:
        super().__init__(model, whole.table, whole._joined)  # noqa: SLF001 - one row, one set of joins
        self._whole = whole

    def froms(self) -> FromClause:
        return self._whole.froms()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def _column(name: str) -> Expression:
    return lambda row: getattr(row, name)
