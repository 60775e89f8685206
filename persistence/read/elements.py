"""Elements of JSON documents as rows, for objects that lie in a document."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, column, func
from sqlalchemy.dialects.postgresql import JSONB

from persistence.read.model import Expression


def elements(document: ColumnElement[Any]) -> FromClause:
    """Every element (`one`) and its `place`, of an array in JSON or JSONB."""
    binary = isinstance(document.type, JSONB)
    unpack = func.jsonb_array_elements if binary else func.json_array_elements
    kind = JSONB() if binary else JSON()
    return unpack(document).table_valued(column("one", kind), with_ordinality="place").render_derived()


def of_element(name: str) -> Expression:
    """A field that is told as the element has it."""
    return lambda row: row.one[name]
