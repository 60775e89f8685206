"""What happened to bookings, from the event log of their topics."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.facts import TOPIC, topic_of
from domain.facts import LiveEvent
from domain.ids import LbgId
from persistence.tables.kernel import event, topic_event


class SqlHistory:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def history(self, lbg_ids: Sequence[LbgId]) -> Mapping[LbgId, list[LiveEvent]]:
        rows = await self._connection.execute(
            select(topic_event.c.topic, topic_event.c.position, event)
            .join(event, event.c.event_id == topic_event.c.event_id)
            .where(topic_event.c.topic.in_([topic_of(lbg_id) for lbg_id in lbg_ids]))
            .order_by(topic_event.c.topic, topic_event.c.position)
        )
        found: dict[LbgId, list[LiveEvent]] = {}
        for row in rows:
            told = LiveEvent(
                row.topic, row.position, row.event_id, row.name, row.subject, row.ids, row.actor, row.at
            )
            found.setdefault(LbgId(row.topic.removeprefix(TOPIC)), []).append(told)
        return found
