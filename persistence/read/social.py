"""Audience figures, as pages and search cards keep them (contract profiles.graphql)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from persistence.read.elements import elements, of_element
from persistence.read.model import ReadModel, Row


def metrics(
    row: Row, document: ColumnElement[Any], verified: ColumnElement[bool] | None = None
) -> FromClause:
    """The figures in a document of a row, in its order; `verified` where that is the same for all of them."""
    each = elements(document)
    is_so = each.c.one["verified"] if verified is None else verified
    return select(*each.c, is_so.label("verified")).correlate(row.table).lateral()


METRIC = ReadModel("SocialMetric")
METRIC.columns("verified")
METRIC.computed(
    **{name: of_element(name) for name in ("platform", "handle", "followers", "engagement_rate", "avg_views")}
)
