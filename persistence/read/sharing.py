"""The rows of a page, and what stands beside them: found once for all of them, wherever it is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, select, true

from persistence.read.chosen import Chosen
from persistence.read.model import MODELS, Beside, Edge, Join, ReadModel, Row

# What is told of which model, to the ways from a row of the page to the rows that refer to it.
References = Mapping[tuple[str, tuple[Chosen, ...]], Sequence[tuple[Edge, ...]]]
# Of a row beside a row of the page: which row of the page. No column is called so.
PLACE = "place of item"


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
class Known:
    """The columns of a row of `joins` that came along with the rows of a page."""

    page: FromClause
    name: str

    def __getattr__(self, name: str) -> Any:
        return self.page.c[known_as(self.name, name)]


def known_as(name: str, column: str) -> str:
    """What the page calls such a column; no column of a table has a space in its name."""
    return f"{name} {column}"


@dataclass(frozen=True)
class Shown:
    """The rows of a page that are shown; `known` names the rows of `joins` that came along with them."""

    model: ReadModel
    page: FromClause
    size: ColumnElement[int]
    known: Sequence[str]
    name: Callable[[], str]
    _found: dict[Edge, FromClause] = field(default_factory=dict)

    def rows(self) -> tuple[Row, FromClause, FromClause]:
        """A row of the model, the page's row, and both together; a page of whole rows is both."""
        here, table = self.page.alias(), self.model.table
        if table is None:
            raise LookupError(f"{self.model.name} has no table of its own")
        known = {name: Known(here, name) for name in self.known}
        if set(table.c.keys()) <= set(here.c.keys()):
            return Row(self.model, here, _known=known, _once=self._agreed), here, here
        row = Row(self.model, table.alias(), _known=known, _once=self._agreed)
        same = and_(*(row.table.c[name] == here.c[name] for name in self.model.key))
        return row, here, here.join(row.table, same)

    def found(self, edge: Edge) -> FromClause:
        """The rows on the other side of an edge, for all rows that are shown."""
        if edge not in self._found:
            row, here, whole = self.rows()
            child = edge.row(row)
            on = edge.condition(row, child)
            whole = row.within(whole).join(child.froms(), on)
            columns = (here.c.place.label(PLACE), *child.table.c)
            query = select(*columns).select_from(whole).where(here.c.place <= self.size)
            self._found[edge] = query.cte(self.name()).prefix_with("materialized")
        return self._found[edge]

    def beside(self, edge: Edge) -> Row:
        """A row on the other side of an edge; `table.c[PLACE]` says of which row it is."""
        return Row(MODELS[edge.model], self.found(edge).alias())

    def keys_along(self, way: Sequence[Edge]) -> Select[Any]:
        """The keys that the rows refer to, along edges of which the last is the reference."""
        *between, last = way
        if last.refers is None:
            raise ValueError("the last edge of a way is a reference")
        if not between:
            row, here, whole = self.rows()
            key = last.refers(row).label("key")
            return select(key).select_from(row.within(whole)).where(here.c.place <= self.size)
        rows: list[tuple[Row, ColumnElement[bool]]] = [(self.beside(between[0]), true())]
        for edge in between[1:]:
            row, _ = rows[-1]
            child = edge.row(row)
            rows.append((child, edge.condition(row, child)))
        key = last.refers(rows[-1][0]).label("key")
        # Only now is it known which helper tables each row has named.
        whole = rows[0][0].froms()
        for child, on in rows[1:]:
            whole = whole.join(child.froms(), on)
        return select(key).select_from(whole)

    def _agreed(self, row: Row, join: Join) -> Beside:
        """What a join with `per` stands for, found once for all rows that agree in those columns."""
        mine, here, whole = self.rows()
        same = [mine.table.c[name] for name in join.per]
        keys = select(*same).select_from(whole).where(here.c.place <= self.size).group_by(*same)
        key = Row(self.model, keys.subquery(self.name()))
        other = join.beside(key)
        query = select(*key.table.c, *other.c).select_from(key.table.join(other, join.on(key, other)))
        found = query.cte(self.name()).prefix_with("materialized").alias()
        return found, and_(*(found.c[name] == row.table.c[name] for name in join.per))
