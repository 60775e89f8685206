"""The rows of a page told: what stands beside them is told for all of them at once, and joined to each."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from persistence.read.chosen import Chosen
from persistence.read.model import Beside, Edge, Over, Row
from persistence.read.sharing import PLACE, Shown

Columns = Callable[[Row, Sequence[Chosen]], list[ColumnElement[Any]]]


class Items:
    """`row` is one of the page; whatever is told beside it here joins it."""

    def __init__(self, shown: Shown, columns: Columns) -> None:
        self.row, self._here, self._whole = shown.rows()
        self._shown, self._columns = shown, columns

    def listed(self, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        """The rows that are shown, in their order."""
        query = select(*columns).select_from(self.row.within(self._whole))
        return query.where(self._here.c.place <= self._shown.size).order_by(self._here.c.place)

    def each(self, edge: Edge, below: tuple[Chosen, ...]) -> ColumnElement[Any]:
        """The object of at most one row beside each; null where there is none."""
        child = self._shown.beside(edge)
        one = self._one(child, below)
        told = func.row_to_json(one.table_valued())
        return self._told(
            select(_place(child), told.label("told")).select_from(child.froms().join(one, true()))
        )

    def all(self, edge: Edge, below: tuple[Chosen, ...]) -> ColumnElement[Any]:
        """A list beside each, as JSON; null where there is none."""
        child = self._shown.beside(edge)
        one = self._one(child, below)
        places = edge.order(child) if edge.order else ()
        listed = func.json_agg(aggregate_order_by(one.table_valued(), *places))
        return self._grouped(child, listed, child.froms().join(one, true()))

    def over(self, over: Over) -> ColumnElement[Any]:
        """A value over such a list."""
        child = self._shown.beside(self.row.model.edges[over.edge])
        value = over.value(child)
        return func.coalesce(self._grouped(child, value, child.froms()), over.empty)

    def _one(self, child: Row, below: tuple[Chosen, ...]) -> LateralFromClause:
        """What is chosen of one row on the other side, as a row of its own."""
        columns = self._columns(child, below)
        return select(*columns).correlate(*child.own()).lateral(self._shown.name())

    def _grouped(self, child: Row, value: ColumnElement[Any], whole: FromClause) -> ColumnElement[Any]:
        rows = select(_place(child), value.label("told")).select_from(whole)
        return self._told(rows.group_by(child.table.c[PLACE]))

    def _told(self, rows: Select[Any]) -> ColumnElement[Any]:
        """Worked out once, whatever it is joined with: `place` and `told` for each row that has something."""
        once = rows.cte(self._shown.name()).prefix_with("materialized")

        def beside() -> Beside:
            return once, once.c.place == self._here.c.place

        return self.row.also(once, beside).c.told


def _place(child: Row) -> ColumnElement[Any]:
    return child.table.c[PLACE].label("place")
