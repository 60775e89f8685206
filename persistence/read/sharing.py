"""Which objects many rows of a page refer to, and the keys of those that one page refers to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, select, true

from persistence.read.chosen import Chosen
from persistence.read.model import MODELS, Edge, ReadModel, Row

# What is told of which model, to the ways from a row of the page to the rows that refer to it.
References = Mapping[tuple[str, tuple[Chosen, ...]], Sequence[tuple[Edge, ...]]]


def references(model: ReadModel, below: Sequence[Chosen]) -> References:
    """Every reference below a row of a model, by what is told of the object referred to."""
    found: dict[tuple[str, tuple[Chosen, ...]], list[tuple[Edge, ...]]] = {}
    _collect(model, below, (), found)
    return found


def _collect(
    model: ReadModel,
    below: Sequence[Chosen],
    way: tuple[Edge, ...],
    found: dict[tuple[str, tuple[Chosen, ...]], list[tuple[Edge, ...]]],
) -> None:
    for one in below:
        edge = model.edges.get(one.name)
        if edge is None or edge.is_part:
            continue
        if edge.refers is not None:
            found.setdefault((edge.model, one.below), []).append((*way, edge))
        else:
            _collect(MODELS[edge.model], one.below, (*way, edge), found)


@dataclass(frozen=True)
class Shown:
    """The rows of a page that are shown, wherever in its statement they are read."""

    model: ReadModel
    page: FromClause
    size: ColumnElement[int]

    def rows(self) -> tuple[Row, FromClause, ColumnElement[bool]]:
        """A row of the model, the page beside it, and what makes them one; a page of whole rows is both."""
        here, table = self.page.alias(), self.model.table
        if table is None:
            raise LookupError(f"{self.model.name} has no table of its own")
        if set(table.c.keys()) <= set(here.c.keys()):
            return Row(self.model, here), here, true()
        row = Row(self.model, table.alias())
        return row, here, and_(*(row.table.c[name] == here.c[name] for name in self.model.key))

    def keys_along(self, way: Sequence[Edge]) -> Select[Any]:
        """The keys that the rows refer to, along edges of which the last is the reference."""
        row, here, there = self.rows()
        rows = [(row, there)]
        for edge in way[:-1]:
            child = Row(MODELS[edge.model], _source(edge, row))
            rows.append((child, edge.on(row, child) if edge.on else true()))
            row = child
        last = way[-1].refers
        if last is None:
            raise ValueError("the last edge of a way is a reference")
        key = last(row).label("key")
        # Only now is it known which helper tables each row has named.
        whole = rows[0][0].froms() if rows[0][0].table is here else here.join(rows[0][0].froms(), there)
        for one, condition in rows[1:]:
            whole = whole.join(one.froms(), condition)
        return select(key).select_from(whole).where(here.c.place <= self.size)


def _source(edge: Edge, row: Row) -> FromClause:
    if edge.source is not None:
        return edge.source(row)
    table = MODELS[edge.model].table
    if table is None:
        raise LookupError(f"{edge.model} has no table of its own")
    return table.alias()
