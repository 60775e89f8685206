"""Pages of inboxes, threads whole."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal

from domain.threads.ports import InboxQuery
from persistence.read.inbox import inbox_rows, shape_of, values_of
from persistence.tables.threads import participant, thread
from persistence.threads.rows import whole_threads


def inbox_page(query: InboxQuery) -> Select[Any]:
    """The threads of one page, whole, latest activity first."""
    values = values_of(query)

    def told(name: str, kind: Any = Text) -> ColumnElement[Any]:
        return literal(values[name], kind)

    chosen = inbox_rows(shape_of(query), told).limit(query.limit).subquery("chosen")
    return (
        whole_threads()
        .join(chosen, chosen.c.thread_id == thread.c.thread_id)
        .order_by(chosen.c.active_at.desc(), chosen.c.thread_id.desc(), participant.c.user_id)
    )
