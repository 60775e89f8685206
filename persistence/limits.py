"""Rate limits that hold across processes: fixed windows counted in one row each."""

from datetime import datetime, timedelta

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import RateLimited
from persistence.tables.kernel import rate_bucket


class SqlLimits:
    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def take(self, bucket: str, *, most: int, per: timedelta) -> None:
        """Count one use. Raises RATE_LIMITED once a bucket was used `most` times within its window.

        The count stays only if the caller's transaction commits, so limits on failing calls need their own.
        """
        row = upsert(rate_bucket).values(bucket=bucket, used=1, resets_at=self._now + per)
        over = rate_bucket.c.resets_at <= self._now
        used, resets_at = (
            await self._connection.execute(
                row.on_conflict_do_update(
                    index_elements=["bucket"],
                    set_={
                        "used": case((over, 1), else_=rate_bucket.c.used + 1),
                        "resets_at": case((over, row.excluded.resets_at), else_=rate_bucket.c.resets_at),
                    },
                ).returning(rate_bucket.c.used, rate_bucket.c.resets_at)
            )
        ).one()
        if used > most:
            wait = max(1, round((resets_at - self._now).total_seconds()))
            raise RateLimited(
                "RATE_LIMITED",
                "Too many calls of this kind in a short time.",
                hint=f"Try again in {wait} seconds.",
                facts={"retryAfterSec": wait},
            )
