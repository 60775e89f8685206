"""The event log: facts, their positions on live topics, and what a follower reads back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import ARRAY, BigInteger, Text, and_, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Invalid
from domain.facts import Fact, LiveEvent
from persistence.driver import Prepared
from persistence.tables.kernel import event, topic, topic_event

# The row of a topic is locked from here to the commit, so positions are handed out in commit order
# and a follower that has seen position 7 can never be overtaken by a late 6. All topics are taken in one
# order, so that two transactions never wait for each other.
_APPEND: Final = Prepared(
    text(
        """
        with fact as (
            select * from jsonb_to_recordset(:facts) as
                fact (n int, event_id text, name text, subject text, ids jsonb, actor text, topics text[])
        ), kept as (
            insert into event (event_id, name, subject, ids, actor, at)
            select event_id, name, subject, ids, actor, :at from fact order by n
        ), told as (
            select topic, event_id, count(*) over (partition by topic) as together,
                row_number() over (partition by topic order by n) as place
            from fact, unnest(topics) as topic
        ), moved as (
            insert into topic (topic, position)
            select topic, count(*) from told group by topic order by topic
            on conflict (topic) do update set position = topic.position + excluded.position
            returning topic, position
        )
        insert into topic_event (topic, position, event_id)
        select topic, position - together + place, event_id from told join moved using (topic)
        returning topic, position
        """
    ).bindparams(bindparam("facts", type_=JSONB, required=True))
)


async def append(
    connection: AsyncConnection, facts: Sequence[tuple[str, Fact]], *, at: datetime
) -> list[tuple[str, int]]:
    """Write facts in their order, each with its event id; answers the positions given on their topics."""
    if not facts:
        return []
    rows = [
        {
            "n": n,
            "event_id": event_id,
            "name": fact.name,
            "subject": fact.subject,
            "ids": dict(fact.ids),
            "actor": fact.actor,
            "topics": sorted(set(fact.topics)),
        }
        for n, (event_id, fact) in enumerate(facts)
    ]
    given = await _APPEND.rows(connection, facts=orjson.dumps(rows).decode(), at=at)
    return sorted((row["topic"], row["position"]) for row in given)


async def head(connection: AsyncConnection, name: str) -> int:
    """Position of the newest event of a topic; 0 when there is none."""
    position = await connection.scalar(select(topic.c.position).where(topic.c.topic == name))
    return int(position or 0)


async def heads(connection: AsyncConnection, names: Sequence[str]) -> Mapping[str, int]:
    rows = await connection.execute(select(topic.c.topic, topic.c.position).where(topic.c.topic.in_(names)))
    return {row.topic: row.position for row in rows}


_NEWER: Final = and_(
    topic_event.c.topic == topic.c.topic,
    topic_event.c.position > bindparam("position", required=True, type_=BigInteger),
)
_AFTER: Final = Prepared(
    select(topic.c.forgotten, topic.c.topic, topic_event.c.position, event)
    .outerjoin(topic_event, _NEWER)
    .outerjoin(event, event.c.event_id == topic_event.c.event_id)
    .where(topic.c.topic == bindparam("name", required=True, type_=Text))
    .order_by(topic_event.c.position)
    .limit(bindparam("most", required=True, type_=BigInteger))
)


async def after(
    connection: AsyncConnection, name: str, position: int, *, limit: int = 200
) -> list[LiveEvent]:
    """What happened on a topic after a position, in order. Raises CURSOR_EXPIRED when that is forgotten."""
    rows = await _AFTER.rows(connection, name=name, position=position, most=limit)
    if rows and position < rows[0]["forgotten"]:
        raise _expired()
    return [_live(row) for row in rows if row["position"] is not None]


_AFTER_EACH: Final = Prepared(
    text(
        """
        select topic.forgotten, asked.position::bigint as seen, topic.topic, newer.*
        from unnest(:names, :positions) as asked (topic, position)
        join topic using (topic)
        cross join lateral (
            select topic_event.position, event.*
            from topic_event join event using (event_id)
            where topic_event.topic = asked.topic and topic_event.position > asked.position::bigint
            order by topic_event.position
            limit :most
        ) newer
        order by topic.topic, newer.position
        """
    ).bindparams(
        bindparam("names", type_=ARRAY(Text), required=True),
        # As text: a list of numbers is a type that the driver would look up on each new connection first.
        bindparam("positions", type_=ARRAY(Text), required=True),
        bindparam("most", type_=BigInteger, required=True),
    )
)


async def after_each(
    connection: AsyncConnection, positions: Mapping[str, int], *, limit: int = 200
) -> list[LiveEvent]:
    """What happened on some topics after a position of each, topic by topic and in order.

    Raises CURSOR_EXPIRED when a position is forgotten.
    """
    asked = {"names": list(positions), "positions": [str(position) for position in positions.values()]}
    rows = await _AFTER_EACH.rows(connection, **asked, most=limit)
    if any(row["seen"] < row["forgotten"] for row in rows):
        raise _expired()
    return [_live(row) for row in rows]


async def history(connection: AsyncConnection, name: str, *, limit: int = 500) -> list[LiveEvent]:
    """The whole kept history of one topic, oldest first."""
    return await after(connection, name, 0, limit=limit)


def _expired() -> Invalid:
    return Invalid(
        "CURSOR_EXPIRED",
        "The position to resume from is older than the kept history.",
        hint="Read the lists again and subscribe without a cursor.",
    )


def _live(row: Any) -> LiveEvent:
    return LiveEvent(
        row["topic"],
        row["position"],
        row["event_id"],
        row["name"],
        row["subject"],
        row["ids"],
        row["actor"],
        row["at"],
    )
