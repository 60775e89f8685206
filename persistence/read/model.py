"""What a GraphQL type is in the database: its fields and edges, and who sees them, said once.

Two readers use these declarations: the loaders of the reference executor (`loading.py`) and the compiler
(`statement.py`). A field is an expression over a row, an edge says how rows of another model join.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, bindparam, func, select, true
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
    # Columns of this row that alone decide it: rows of a page that agree in them share what is found.
    per: tuple[str, ...] = ()

    def beside(self, row: "Row") -> FromClause:
        return self.table.alias() if isinstance(self.table, FromClause) else self.table(row)


@dataclass(frozen=True)
class Field:
    expression: Expression
    # Asked for alone by the reference executor: too dear to be read with every row.
    apart: bool = False
    # The expression gives what Python makes the value of: signed addresses, rules that only it knows.
    finished: bool = False
    # What the expression says, for whoever has the rows of the list at hand.
    over: "Over | None" = None


@dataclass(frozen=True)
class Over:
    """A value over all rows of a list beside a row; `empty` where there are none."""

    edge: str
    value: Callable[["Row"], ColumnElement[Any]]
    empty: ColumnElement[Any]


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

    def row(self, row: "Row") -> "Row":
        """A row on the other side, of the table of its model unless it comes from elsewhere."""
        model = MODELS[self.model]
        if self.source is not None:
            return Row(model, self.source(row))
        return model.fresh()

    def condition(self, row: "Row", other: "Row") -> ColumnElement[bool]:
        return true() if self.on is None else self.on(row, other)


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

    def fresh(self) -> "Row":
        """A row of the table, under a name that nothing else in a statement has."""
        if self.table is None:
            raise LookupError(f"{self.name} has no table of its own")
        return Row(self, self.table.alias())

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

    def over(self, name: str, edge: str, value: Expression, *, empty: ColumnElement[Any]) -> None:
        """A field that is an aggregate over the rows of a list beside the row."""
        across = self.edges[edge]

        def expression(row: "Row") -> ColumnElement[Any]:
            child = across.row(row)
            query = select(value(child)).select_from(child.froms()).where(across.condition(row, child))
            return func.coalesce(query.correlate_except(*child.own()).scalar_subquery(), empty)

        self.fields[name] = Field(expression, apart=True, over=Over(edge, value, empty))

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


# What stands beside a row, and when it does.
Beside = tuple[FromClause, ColumnElement[bool]]


@dataclass
class Row:
    """One model at one place of a statement. Columns by name; what `joins` declares joins when named."""

    model: ReadModel
    table: FromClause
    _joined: dict[Hashable, Beside] = field(default_factory=dict)
    # Rows of `joins` whose columns came along with this one, by name.
    _known: Mapping[str, Any] = field(default_factory=dict)
    # Finds what a join with `per` stands for once, for all rows that agree.
    _once: "Callable[[Row, Join], Beside] | None" = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._known:
            return self._known[name]
        if name in self.model.joins:
            if name not in self._joined:
                self._joined[name] = self._found(self.model.joins[name])
            return self._joined[name][0].c
        return self.table.c[name]

    def _found(self, join: Join) -> Beside:
        if join.per and self._once is not None:
            return self._once(self, join)
        other = join.beside(self)
        return other, join.on(self, other)

    def also(self, key: Hashable, make: Callable[[], Beside]) -> FromClause:
        """Something else beside this row, at most once; joined like the rest."""
        if key not in self._joined:
            self._joined[key] = make()
        return self._joined[key][0]

    def froms(self) -> FromClause:
        """The table with whatever its fields have named so far."""
        return self.within(self.table)

    def within(self, whole: FromClause) -> FromClause:
        """The same for a row that stands in `whole`."""
        for other, on in self._joined.values():
            whole = whole.outerjoin(other, on)
        return whole

    def own(self) -> Iterator[FromClause]:
        yield self.table
        yield from (other for other, _ in self._joined.values())

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
