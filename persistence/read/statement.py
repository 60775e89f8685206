"""A selection as one statement whose single value is the JSON of the answer.

Columns are named by response keys, which the compiler in front has checked to be GraphQL names of at most 63
bytes. Every value that comes with a request is a parameter; what our declarations hold is written out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Double,
    FromClause,
    Integer,
    Numeric,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
    true,
    union,
)
from sqlalchemy.types import TypeEngine

from persistence.driver import written
from persistence.read.chosen import Chosen
from persistence.read.items import Items
from persistence.read.model import MODELS, Beside, Edge, ReadModel, Row
from persistence.read.sharing import Shown, known_as, references
from persistence.read.views import Added, Ask, Guard, Many, One, Page, View

# Stands around what Python finishes; a text of the process that nobody outside can know.
MARK: Final[ColumnElement[str]] = bindparam("mark", type_=Text, required=True)
TYPENAME: Final = "__typename"
_MOMENT: Final = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
_NOTHING: Final[ColumnElement[Any]] = literal_column("'[]'::json")


@dataclass(frozen=True)
class Root:
    """A root field and where its reading begins. `page` is the model of the page around a list in pages."""

    key: str
    view: View
    below: tuple[Chosen, ...]
    page: str = ""


@dataclass(frozen=True)
class Statement:
    """`names` are those of the values, in the order of the parameters."""

    text: str
    names: tuple[str, ...]


def statement_of(roots: Sequence[Root]) -> Statement:
    """One row with one value; no row at all when one of the roots has nothing to show."""
    match roots:
        case [Root(view=Added() as view) as root]:
            return _Writing().adding(root, view)
    return _Writing().whole(roots)


def statement_from(query: Select[Any]) -> Statement:
    return Statement(*written(query))


def objects_of(name: str, below: tuple[Chosen, ...]) -> Statement:
    """One JSON value per key asked for (`key_0`, `key_1` … are lists), in their order; null without a row."""
    return _Writing().objects(MODELS[name], below)


def value_name(number: int, name: str) -> str:
    """What the value is called that the view of a root asks for by a name."""
    return f"{name}_{number}"


def value_of(name: str) -> tuple[int, str]:
    """The number of the root whose view asks for it, and how it calls it; -1 when anything may ask for it."""
    bare, _, number = name.rpartition("_")
    return (int(number), bare) if number.isdecimal() else (-1, name)


class _Writing:
    """One statement in the making. Subqueries are named by numbers, as no response key can be."""

    def __init__(self) -> None:
        self._named = 0
        # Objects that many rows of the page in hand refer to, each told once: (key, object) by what is told.
        self._shared: dict[tuple[str, tuple[Chosen, ...]], FromClause] = {}
        self._items: Items | None = None

    def whole(self, roots: Sequence[Root]) -> Statement:
        columns = [self._root(root, _asking(number)).label(root.key) for number, root in enumerate(roots)]
        # Without the fence PostgreSQL would work each root out twice: for the condition and for the answer.
        answer = select(*columns).offset(literal_column("0")).subquery(self._name())
        there = and_(*(column.is_not(None) for column in answer.c))
        return Statement(*written(select(func.row_to_json(answer.table_valued())).where(there)))

    def adding(self, root: Root, view: Added) -> Statement:
        row = Row(MODELS[view.model], view.row)
        told = self._object(self._of(row, root.below)).label(root.key)
        whole = select(told).subquery(self._name())
        return statement_from(view.around(select(func.row_to_json(whole.table_valued()).label("answer"))))

    def objects(self, model: ReadModel, below: tuple[Chosen, ...]) -> Statement:
        row = model.fresh()
        columns = {f"key_{number}": row.table.c[name] for number, name in enumerate(model.key)}
        lists = [bindparam(name, type_=ARRAY(column.type), required=True) for name, column in columns.items()]
        keys = func.unnest(*lists).table_valued(*columns, with_ordinality="place", name=self._name())
        asked = keys.render_derived()
        same = [column == asked.c[name] for name, column in columns.items()]
        # As bytes: connections that are shared with other statements have ideas of their own about JSON.
        told = func.convert_to(cast(self._object(self._of(row, below).where(*same)), Text), "UTF8")
        return Statement(*written(select(told).select_from(asked).order_by(asked.c.place)))

    def _name(self) -> str:
        self._named += 1
        return str(self._named)

    def _root(self, root: Root, ask: Ask) -> ColumnElement[Any]:
        match root.view:
            case One(model, where, source):
                row = Row(MODELS[model], source(ask, root.below)) if source else MODELS[model].fresh()
                condition = where(row, ask)
                return self._object(self._of(row, root.below).where(condition))
            case Many(model, where, order, guard, most):
                row = MODELS[model].fresh()
                condition, places = where(row, ask), order(row)
                listed = self._of(row, root.below).where(condition).order_by(*places)
                return _guarded(self._list(listed.limit(most)), guard, ask)
            case Page():
                return _guarded(self._page(root, root.view, ask), root.view.guard, ask)
            case Added():
                raise TypeError("what a statement adds is the whole of it")

    def _page(self, root: Root, view: Page, ask: Ask) -> ColumnElement[Any]:
        size = ask("size", Integer)
        rows = view.rows(ask).add_columns(*_known(view)).limit(size + 1).subquery(self._name())
        page = select(rows, func.row_number().over().label("place")).cte(self._name())
        holder = Row(MODELS[root.page], page)
        told = [self._of_page(holder, view, one, size).label(one.key) for one in root.below]
        return self._object(select(*told))

    def _of_page(self, holder: Row, view: Page, one: Chosen, size: ColumnElement[int]) -> ColumnElement[Any]:
        if one.name in holder.model.edges:
            shown = Shown(MODELS[view.model], holder.table, size, tuple(view.joined), self._name)
            return self._shown(shown, one.below)
        if one.name == holder.model.cursor:
            return _marked(one.slot, _position(holder.table, view, size))
        return self._told(holder, one)

    def _shown(self, shown: Shown, below: Sequence[Chosen]) -> ColumnElement[Any]:
        self._shared = {
            wanted: self._told_once(wanted, [shown.keys_along(way) for way in ways])
            for wanted, ways in references(shown.model, below).items()
        }
        self._items = Items(shown, self._columns)
        listed = self._items.listed(self._columns(self._items.row, below))
        self._shared, self._items = {}, None
        return self._list(listed)

    def _told_once(self, wanted: tuple[str, tuple[Chosen, ...]], keys: list[Select[Any]]) -> FromClause:
        name, below = wanted
        once = union(*keys) if len(keys) > 1 else keys[0].distinct()
        row, asked = MODELS[name].fresh(), once.subquery(self._name())
        same = row.table.c[row.model.key[0]] == asked.c.key
        told = self._object(self._of(row, below).where(same))
        return select(asked.c.key, told.label("told")).cte(self._name()).prefix_with("materialized")

    def _columns(self, row: Row, chosen: Sequence[Chosen]) -> list[ColumnElement[Any]]:
        return [self._told(row, one).label(one.key) for one in chosen]

    def _of(self, row: Row, chosen: Sequence[Chosen]) -> Select[Any]:
        """The columns of a row; whatever stands around it is taken from there.

        What conditions and orders name of the row joins as well, so they are worked out before.
        """
        columns = self._columns(row, chosen)
        return select(*columns).select_from(row.froms()).correlate_except(*row.own())

    def _told(self, row: Row, one: Chosen) -> ColumnElement[Any]:
        if one.name == TYPENAME:
            return literal_column(f"'{row.model.name}'", Text)
        if one.name in row.model.edges:
            return self._beside(row, row.model.edges[one.name], one.below)
        field = row.model.fields[one.name]
        if field.over is not None and self._items is not None and self._items.row is row:
            return as_json(self._items.over(field.over))
        value = field.expression(row)
        return _marked(one.slot, value) if field.finished else as_json(value)

    def _beside(self, row: Row, edge: Edge, below: tuple[Chosen, ...]) -> ColumnElement[Any]:
        if edge.is_part:
            # No table of its own: the fields are read from the row around them.
            columns = self._columns(row.seen_as(MODELS[edge.model]), below)
            part = select(*columns).where(edge.when(row) if edge.when else true())
            return self._object(part.correlate(*row.own()))
        shared = self._shared.get((edge.model, below))
        if edge.refers is not None and shared is not None:
            return self._referred(row, edge.refers(row), shared)
        if edge.refers is None and self._items is not None and self._items.row is row:
            if edge.many:
                return func.coalesce(self._items.all(edge, below), _NOTHING)
            return self._items.each(edge, below)
        child = edge.row(row)
        condition = edge.condition(row, child)
        places = edge.order(child) if edge.order else ()
        listed = self._of(child, below).where(condition)
        return self._list(listed.order_by(*places)) if edge.many else self._object(listed)

    def _referred(self, row: Row, key: ColumnElement[Any], shared: FromClause) -> ColumnElement[Any]:
        def held() -> Beside:
            told = shared.alias(self._name())
            return told, told.c.key == key

        return row.also((shared, str(key)), held).c.told

    def _object(self, query: Select[Any]) -> ColumnElement[Any]:
        rows = query.subquery(self._name())
        return select(func.row_to_json(rows.table_valued())).scalar_subquery()

    def _list(self, query: Select[Any]) -> ColumnElement[Any]:
        rows = query.subquery(self._name())
        return select(func.coalesce(func.json_agg(rows.table_valued()), _NOTHING)).scalar_subquery()


def _known(view: Page) -> Iterator[ColumnElement[Any]]:
    """The columns of what the rows of a page are joined with, by names of their own."""
    for name, table in view.joined.items():
        yield from (column.label(known_as(name, column.name)) for column in table.c)


def as_json(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value so that PostgreSQL writes it the way the contract's scalars are written."""
    kind: TypeEngine[Any] = value.type
    if isinstance(kind, DateTime):
        return func.to_char(func.timezone("UTC", value), _MOMENT)
    return cast(value, Double) if isinstance(kind, Numeric) else value


def _marked(slot: int, value: ColumnElement[Any]) -> ColumnElement[str]:
    """Text that the finishing function of the slot finds by the marks: `mark slot : JSON mark`."""
    inputs = func.coalesce(cast(func.to_json(value), Text), "null")
    return func.concat(MARK, f"{slot}:", inputs, MARK)


def _asking(number: int) -> Ask:
    def ask(name: str, kind: Any = Text) -> ColumnElement[Any]:
        return bindparam(value_name(number, name), type_=kind, required=True)

    return ask


def _guarded(value: ColumnElement[Any], guard: Guard | None, ask: Ask) -> ColumnElement[Any]:
    return value if guard is None else case((guard(ask), value))


def _position(page: FromClause, view: Page, size: ColumnElement[int]) -> ColumnElement[Any]:
    """Where the next page begins: the position of the last row shown, when another one follows it."""
    last, following = page.alias(), page.alias()
    hidden = {*MODELS[view.model].key, "place"}
    names = view.position or tuple(column.name for column in last.c if column.name not in hidden)
    values = [_placed(last.c[name]) for name in names]
    more = exists().where(following.c.place == size + 1)
    return select(func.json_build_array(*values)).where(last.c.place == size, more).scalar_subquery()


def _placed(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Moments are told apart from texts, as the cursors of the domain do."""
    return func.json_build_object("t", value) if isinstance(value.type, DateTime) else value
