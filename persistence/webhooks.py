"""The inbox of webhooks: one row per event of a source, however often it is delivered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.tables.kernel import webhook


class SqlWebhooks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(
        self, source: str, external_id: str, *, kind: str, body: Mapping[str, Any], at: datetime
    ) -> bool:
        """False when this event is here already."""
        done = await self._connection.execute(
            upsert(webhook)
            .values(source=source, external_id=external_id, kind=kind, body=dict(body), received_at=at)
            .on_conflict_do_nothing()
        )
        return done.rowcount == 1

    async def body_of(self, source: str, external_id: str) -> Mapping[str, Any] | None:
        body: Mapping[str, Any] | None = await self._connection.scalar(
            select(webhook.c.body).where(webhook.c.source == source, webhook.c.external_id == external_id)
        )
        return body

    async def handled(self, source: str, external_id: str, at: datetime) -> None:
        await self._connection.execute(
            update(webhook)
            .where(webhook.c.source == source, webhook.c.external_id == external_id)
            .values(handled_at=at)
        )
