"""Read models for the reference executor: batches for loaders, by the same declarations that are compiled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import JSON, ColumnElement, Select, bindparam, func, select, table, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.read.model import MODELS, Edge, Field, ReadModel, Row

Key: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Mapping[str, Any]
_NO_TABLE: Final = table("nothing")
# What `asked_by` gives.
Asked: TypeAlias = Mapping[str, Any]
KEYS: Final = "keys"


@dataclass(frozen=True)
class Query:
    """A statement over the keys of some rows; the same for every batch, so it is made once."""

    statement: Select[Any]
    row: Row
    # The key on the other side of an edge.
    its: tuple[str, ...] = ()


async def rows_of(
    connection: AsyncConnection, name: str, keys: Sequence[Key], asked: Asked
) -> dict[Key, Values]:
    """All fields of rows by key, but those that are too dear to come along."""
    query = _rows(name)
    found = await connection.execute(query.statement, {**asked, KEYS: keys})
    return {_key(query.row, one): one for one in found.mappings()}


async def values_of(
    connection: AsyncConnection, name: str, field: str, keys: Sequence[Key], asked: Asked
) -> dict[Key, Any]:
    """One field that is read apart from the others."""
    query = _values(name, field)
    found = await connection.execute(query.statement, {**asked, KEYS: keys})
    return {_key(query.row, one): one[field] for one in found.mappings()}


async def beside(
    connection: AsyncConnection, name: str, edge: str, keys: Sequence[Key], asked: Asked
) -> dict[Key, list[tuple[Key, Values]]]:
    """The rows on the other side of an edge, in order: their key (empty without one) and their fields."""
    query = _beside(name, edge)
    found: dict[Key, list[tuple[Key, Values]]] = {key: [] for key in keys}
    for one in (await connection.execute(query.statement, {**asked, KEYS: keys})).mappings():
        its_key = tuple(one[column] for column in query.its)
        found[_key(query.row, one)].append((its_key, one))
    return found


@cache
def _rows(name: str) -> Query:
    row = _fresh(MODELS[name])
    fields = {name: field for name, field in row.model.fields.items() if not field.apart}
    return Query(_by_key(row, _labelled(row, fields)), row)


@cache
def _values(name: str, field: str) -> Query:
    row = _fresh(MODELS[name])
    return Query(_by_key(row, _labelled(row, {field: row.model.fields[field]})), row)


@cache
def _beside(name: str, edge_name: str) -> Query:
    row = _fresh(MODELS[name])
    edge = row.model.edges[edge_name]
    child, whole, condition = _across(row, edge)
    columns = [*columns_of(child), *_labels(child, child.model.key, "its")]
    query = _by_key(row, columns, lambda: whole(child.froms())).where(condition)
    if edge.order is not None:
        query = query.order_by(*edge.order(child))
    return Query(query, row, tuple(f"its {column}" for column in child.model.key))


def _across(row: Row, edge: Edge) -> tuple[Row, Any, ColumnElement[bool]]:
    """The row on the other side, how both come together in FROM, and when there is one."""
    if edge.is_part:
        return row.seen_as(MODELS[edge.model]), lambda whole: whole, edge.when(row) if edge.when else true()
    child = edge.row(row)
    on = edge.condition(row, child)
    return child, lambda theirs: row.froms().join(theirs, on), true()


def _by_key(row: Row, columns: Sequence[Any], froms: Any = None) -> Select[Any]:
    if row.model.table is None:
        # What belongs to a page as a whole needs no row.
        return select(*columns)
    query = select(*columns, *_labels(row, row.model.key, "key")).select_from((froms or row.froms)())
    return query.where(
        tuple_(*(row.table.c[name] for name in row.model.key)).in_(bindparam(KEYS, expanding=True))
    )


def _labels(row: Row, names: Sequence[str], prefix: str) -> Iterator[ColumnElement[Any]]:
    return (row.table.c[name].label(f"{prefix} {name}") for name in names)


def _key(row: Row, one: Values) -> Key:
    return tuple(one[f"key {name}"] for name in row.model.key)


def columns_of(row: Row) -> list[ColumnElement[Any]]:
    """All fields of a row that come along with it, by their names."""
    return _labelled(row, {name: field for name, field in row.model.fields.items() if not field.apart})


def _labelled(row: Row, fields: Mapping[str, Field]) -> list[ColumnElement[Any]]:
    return [_value(row, field).label(name) for name, field in fields.items()]


def _value(row: Row, field: Field) -> ColumnElement[Any]:
    value = field.expression(row)
    # What Python finishes comes through JSON for both executors.
    return func.to_json(value, type_=JSON) if field.finished else value


def _fresh(model: ReadModel) -> Row:
    # A model without a table reads nothing of a row of its own.
    return Row(model, _NO_TABLE) if model.table is None else model.fresh()
