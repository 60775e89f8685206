"""The event log: facts, their positions on live topics, and what a follower reads back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Invalid
from domain.facts import Fact, LiveEvent
from persistence.tables.kernel import event, topic, topic_event

# The row of a topic is locked from here to the commit, so positions are handed out in commit order
# and a follower that has seen position 7 can never be overtaken by a late 6.
_APPEND = text(
    """
    with kept as (
        insert into event (event_id, name, subject, ids, actor, at)
        values (:event_id, :name, :subject, :ids, :actor, :at)
    ), moved as (
        insert into topic (topic, position)
        select name, 1 from unnest(:topics) as name order by name
        on conflict (topic) do update set position = topic.position + 1
        returning topic, position
    )
    insert into topic_event (topic, position, event_id)
    select topic, position, :event_id from moved
    returning topic, position
    """
).bindparams(bindparam("ids", type_=JSONB), bindparam("topics", type_=ARRAY(String)))

_LOCK = text(
    """
    insert into topic (topic, position)
    select name, 0 from unnest(:topics) as name order by name
    on conflict (topic) do update set position = topic.position
    """
).bindparams(bindparam("topics", type_=ARRAY(String)))


async def append(
    connection: AsyncConnection, fact: Fact, *, event_id: str, at: datetime
) -> list[tuple[str, int]]:
    """Write one fact; answers the position it was given on each of its topics."""
    rows = await connection.execute(
        _APPEND,
        {
            "event_id": event_id,
            "name": fact.name,
            "subject": fact.subject,
            "ids": dict(fact.ids),
            "actor": fact.actor,
            "at": at,
            "topics": sorted(set(fact.topics)),
        },
    )
    return [(row.topic, row.position) for row in rows]


async def append_quiet(
    connection: AsyncConnection, facts: Sequence[tuple[str, Fact]], *, at: datetime
) -> None:
    """Write facts that nobody can follow live, each with its event id, in one round trip."""
    rows = [
        {
            "event_id": event_id,
            "name": fact.name,
            "subject": fact.subject,
            "ids": dict(fact.ids),
            "actor": fact.actor,
            "at": at,
        }
        for event_id, fact in facts
    ]
    await connection.execute(insert(event), rows)


async def lock_topics(connection: AsyncConnection, topics: Sequence[str]) -> None:
    """Take the rows of several topics in one order, before several facts would take them in any."""
    await connection.execute(_LOCK, {"topics": sorted(set(topics))})


async def head(connection: AsyncConnection, name: str) -> int:
    """Position of the newest event of a topic; 0 when there is none."""
    position = await connection.scalar(select(topic.c.position).where(topic.c.topic == name))
    return int(position or 0)


async def heads(connection: AsyncConnection, names: Sequence[str]) -> Mapping[str, int]:
    rows = await connection.execute(select(topic.c.topic, topic.c.position).where(topic.c.topic.in_(names)))
    return {row.topic: row.position for row in rows}


async def after(
    connection: AsyncConnection, name: str, position: int, *, limit: int = 200
) -> list[LiveEvent]:
    """What happened on a topic after a position, in order. Raises CURSOR_EXPIRED when that is forgotten."""
    forgotten = await connection.scalar(select(topic.c.forgotten).where(topic.c.topic == name))
    if position < (forgotten or 0):
        raise Invalid(
            "CURSOR_EXPIRED",
            "The position to resume from is older than the kept history.",
            hint="Read the lists again and subscribe without a cursor.",
        )
    rows = await connection.execute(
        select(topic_event.c.topic, topic_event.c.position, event)
        .join(event, event.c.event_id == topic_event.c.event_id)
        .where(topic_event.c.topic == name, topic_event.c.position > position)
        .order_by(topic_event.c.position)
        .limit(limit)
    )
    return [_live(row) for row in rows]


async def history(connection: AsyncConnection, name: str, *, limit: int = 500) -> list[LiveEvent]:
    """The whole kept history of one topic, oldest first."""
    return await after(connection, name, 0, limit=limit)


def _live(row: Any) -> LiveEvent:
    return LiveEvent(row.topic, row.position, row.event_id, row.name, row.subject, row.ids, row.actor, row.at)
