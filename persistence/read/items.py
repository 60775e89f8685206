"""The rows of a page told: what stands beside them is told for all of them at once, and joined to each."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

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

    def each(self, edge: Edge, below: tuple[Chosen, ...]) -> Select[Any]:
        """At most one row beside each."""
        child = self._shown.beside(edge)
        columns = self._columns(child, below)
        place = child.table.c[PLACE]
        self.row.also((edge, below), lambda: (child.froms(), place == self._here.c.place))
        return select(*columns).where(place.is_not(None)).correlate(*child.own())

    def all(self, edge: Edge, below: tuple[Chosen, ...]) -> ColumnElement[Any]:
        """A list beside each, as JSON; null where there is none."""
        child = self._shown.beside(edge)
        columns = self._columns(child, below)
        one = select(*columns).correlate(*child.own()).lateral(self._shown.name())
        places = edge.order(child) if edge.order else ()
        listed = func.json_agg(aggregate_order_by(one.table_valued(), *places))
        return self._grouped(child, listed, child.froms().join(one, true()))

    def over(self, over: Over) -> ColumnElement[Any]:
        """A value over such a list."""
        child = self._shown.beside(self.row.model.edges[over.edge])
        value = over.value(child)
        return func.coalesce(self._grouped(child, value, child.froms()), over.empty)

    def _grouped(self, child: Row, value: ColumnElement[Any], whole: FromClause) -> ColumnElement[Any]:
        place = child.table.c[PLACE]
        rows = select(place.label("place"), value.label("told")).select_from(whole).group_by(place)
        grouped = rows.cte(self._shown.name()).prefix_with("materialized")

        def beside() -> Beside:
            return grouped, grouped.c.place == self._here.c.place

        return self.row.also(grouped, beside).c.told
