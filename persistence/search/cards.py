"""The cards of one page for the reference executor, by the declarations that are compiled."""

from typing import Any

from sqlalchemy import JSON, Text, bindparam, cast, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.search.memory import Shown
from persistence.read.loading import Values, columns_of
from persistence.read.model import Row
from persistence.read.search import CARD, PAGE, cards, known, values_of
from persistence.search.guard import engine_errors


def _given(name: str, kind: Any = Text) -> Any:
    return bindparam(name, type_=kind, required=True)


@engine_errors()
async def cards_of(connection: AsyncConnection, shown: Shown, files: str) -> list[Values]:
    """In their order, as far as they still are in the index; with the documents inside them as they are."""
    page = Row(PAGE, known(_given))
    card = Row(CARD, cards(page))
    inside = [card.card["social"].label("social"), cast(card.why, JSON).label("why")]
    query = select(*columns_of(card), *inside).select_from(page.table.join(card.table, true()))
    rows = await connection.execute(query.order_by(card.place), values_of(shown, files))
    return [dict(row) for row in rows.mappings()]
