"""The lines of a leg, read together with it: they never change once the leg is priced."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from persistence.tables.bookings import leg_line

_COLUMNS = ("line_id", "kind", "title", "qty", "unit_cents")


def lines_of(leg_id: ColumnElement[str]) -> ScalarSelect[Any]:
    """All lines of a leg as one JSON array, in their order."""
    pairs = [part for name in _COLUMNS for part in (name, leg_line.c[name])]
    line = func.jsonb_build_object(*pairs)
    lines = func.jsonb_agg(aggregate_order_by(line, leg_line.c.position), type_=JSONB)
    return select(lines).where(leg_line.c.leg_id == leg_id).scalar_subquery()
