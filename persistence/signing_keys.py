"""Keys of the local issuer: made once, shared by all processes, newest first."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.tables.kernel import signing_key

MAKE_LOCK: Final = 7_214_003


async def signing_keys(
    engine: AsyncEngine, now: datetime, make: Callable[[], Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Private JWKs that are not retired; makes the first one, even when two processes start at once."""
    async with engine.begin() as connection:
        await connection.execute(select(func.pg_advisory_xact_lock(MAKE_LOCK)))
        rows = await connection.execute(
            select(signing_key.c.private_jwk)
            .where(signing_key.c.retired_at.is_(None))
            .order_by(signing_key.c.created_at.desc())
        )
        found = [row.private_jwk for row in rows]
        if not found:
            made = dict(make())
            await connection.execute(
                insert(signing_key).values(kid=made["kid"], private_jwk=made, created_at=now)
            )
            found = [made]
        return found
