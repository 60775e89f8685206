"""Facet counts over a whole result, in one statement."""

from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.search.facets import Counts
from domain.search.fields import FACETS, FIELDS, Kind
from domain.search.query import Query
from domain.search.wording import Wanted
from persistence.search.conditions import FLAGS, found_by
from persistence.tables.search import search_doc as doc


async def counted(connection: AsyncConnection, query: Query, wanted: Wanted) -> Counts:
    """Field to value to how many results have it."""
    fields = FACETS[query.surface]
    columns = [doc.c[name] for name in map(_column_of, fields) if name is not None]
    found = select(*columns, doc.c.terms).where(found_by(query, wanted)).cte("found")
    single = [_single(found.c, field) for field in fields if _column_of(field) is not None]
    listed = [field for field in fields if _column_of(field) is None]
    counts: dict[str, dict[str, int]] = {}
    for row in await connection.execute(union_all(*single, _listed(found.c.terms, listed))):
        counts.setdefault(row.field, {})[row.value] = row.found
    return counts


def _column_of(field: str) -> str | None:
    """The column a single-valued field has; None for lists, which are in terms."""
    if field == "role":
        return "role"
    return FLAGS[field].name if FIELDS[field].kind is Kind.FLAG else None


def _single(columns: Any, field: str) -> Select[str, str, int]:
    value = columns[_column_of(field)]
    counted_values = select(
        literal(field).label("field"), cast(value, String).label("value"), func.count().label("found")
    )
    return counted_values.group_by(value)


def _listed(terms: Any, fields: list[str]) -> Select[str, str, int]:
    term = func.unnest(terms).alias("term")
    field, value = func.split_part(term.column, ":", 1), func.split_part(term.column, ":", 2)
    return (
        select(field.label("field"), value.label("value"), func.count().label("found"))
        .select_from(terms.table.join(term, literal(value=True)))
        .where(field.in_(fields))
        .group_by(field, value)
    )
