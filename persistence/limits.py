"""Rate limits that hold across processes: fixed windows counted in one row each."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import RateLimited
from persistence.driver import Prepared

_TAKE: Final = Prepared(
    text(
        """
        insert into rate_bucket as b (bucket, used, resets_at) values (:bucket, 1, :resets_at)
        on conflict (bucket) do update set
            used = case when b.resets_at <= :now then 1 else b.used + 1 end,
            resets_at = case when b.resets_at <= :now then excluded.resets_at else b.resets_at end
        returning used, resets_at
        """
    )
)


class SqlLimits:
    def __init__(self, connection: AsyncConnection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    async def take(self, bucket: str, *, most: int, per: timedelta) -> None:
        """Count one use. Raises RATE_LIMITED once a bucket was used `most` times within its window.

        The count stays only if the caller's transaction commits, so limits on failing calls need their own.
        """
        [(used, resets_at)] = await _TAKE.rows(
            self._connection, bucket=bucket, now=self._now, resets_at=self._now + per
        )
        if used > most:
            wait = max(1, round((resets_at - self._now).total_seconds()))
            raise RateLimited(
                "RATE_LIMITED",
                "Too many calls of this kind in a short time.",
                hint=f"Try again in {wait} seconds.",
                facts={"retryAfterSec": wait},
            )
