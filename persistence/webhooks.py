"""The inbox of webhooks: one row per event of a source, however often it is delivered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.tables.kernel import webhook

_KEEP = upsert(webhook).on_conflict_do_nothing()
_THIS = (webhook.c.source == bindparam("of_source")) & (webhook.c.external_id == bindparam("of_id"))
_BODY = select(webhook.c.body).where(_THIS)
_HANDLED = update(webhook).where(_THIS)


class SqlWebhooks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(
        self, source: str, external_id: str, *, kind: str, body: Mapping[str, Any], at: datetime
    ) -> bool:
        """False when this event is here already."""
        named = {"source": source, "external_id": external_id, "kind": kind}
        done = await self._connection.execute(_KEEP, named | {"body": dict(body), "received_at": at})
        return done.rowcount == 1

    async def body_of(self, source: str, external_id: str) -> Mapping[str, Any] | None:
        body: Mapping[str, Any] | None = await self._connection.scalar(
            _BODY, {"of_source": source, "of_id": external_id}
        )
        return body

    async def handled(self, source: str, external_id: str, at: datetime) -> None:
        named = {"of_source": source, "of_id": external_id, "handled_at": at}
        await self._connection.execute(_HANDLED, named)
