"""Idempotency keys of clients: the key, what was asked, and the answer, kept with the effect."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict
from persistence.tables.kernel import idempotency_key as keys

KEPT_FOR: Final = timedelta(days=2)


async def claim(
    connection: AsyncConnection, *, owner: str, key: str, fingerprint: bytes, at: datetime
) -> bytes | None:
    """The answer given to this key before, or None when it is now ours.

    A rival with the same key waits here, on the unique index, until the first one commits. Raises CONFLICT
    when the key was used for something else.
    """
    made = await connection.execute(
        upsert(keys).values(owner=owner, key=key, fingerprint=fingerprint, at=at).on_conflict_do_nothing()
    )
    if made.rowcount == 1:
        return None
    return await answer_of(connection, owner=owner, key=key, fingerprint=fingerprint)


async def answer_of(connection: AsyncConnection, *, owner: str, key: str, fingerprint: bytes) -> bytes | None:
    """The answer kept under a key, if there is one. Raises CONFLICT when it was used for something else."""
    row = (await connection.execute(select(keys).where(_is(owner, key)))).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise Conflict(
            "CONFLICT",
            "This Idempotency-Key was used for another request.",
            hint="Make a new key for every new intention.",
        )
    return bytes(row.answer) if row.answer is not None else None


async def keep_answer(connection: AsyncConnection, *, owner: str, key: str, answer: bytes) -> None:
    await connection.execute(update(keys).where(_is(owner, key)).values(answer=answer))


async def forget_old(connection: AsyncConnection, now: datetime) -> int:
    done = await connection.execute(delete(keys).where(keys.c.at < now - KEPT_FOR))
    return done.rowcount


def _is(owner: str, key: str) -> Any:
    return (keys.c.owner == owner) & (keys.c.key == key)
