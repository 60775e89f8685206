"""Idempotency keys of clients: the key, what was asked, and the answer, kept with the effect."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict
from persistence.driver import Prepared, fetch_on

KEPT_FOR: Final = timedelta(days=2)
# How an answer begins that is kept as it was given, for it holds nothing but what the database holds beside
# it. All others are sealed, and begin like this with a chance of one in 2^152.
IN_PLAIN: Final = b"as it was answered:"

Rows = Callable[[str, Sequence[Any]], Awaitable[list[Any]]]

_CLAIM: Final = Prepared(
    text(
        "insert into idempotency_key (owner, key, fingerprint, at) values (:owner, :key, :fingerprint, :at)"
        " on conflict do nothing returning true"
    )
)
_KEEP: Final = Prepared(
    text("update idempotency_key set answer = :answer where owner = :owner and key = :key")
)
# A key that is being claimed anew right now is left for the next time.
_FORGET: Final = Prepared(
    text(
        "delete from idempotency_key where (owner, key) in (select owner, key from idempotency_key"
        " where at < :before order by at limit :most for update skip locked) returning true"
    )
)
_ANSWER: Final = "select fingerprint, answer from idempotency_key where owner = $1 and key = $2"


async def claim(
    connection: AsyncConnection, *, owner: str, key: str, fingerprint: bytes, at: datetime
) -> bytes | None:
    """The answer given to this key before, or None when it is now ours.

    A rival with the same key waits here, on the unique index, until the first one commits. Raises CONFLICT
    when the key was used for something else.
    """
    if await _CLAIM.rows(connection, owner=owner, key=key, fingerprint=fingerprint, at=at):
        return None
    return await answer_of(partial(fetch_on, connection), owner=owner, key=key, fingerprint=fingerprint)


async def answer_of(rows: Rows, *, owner: str, key: str, fingerprint: bytes) -> bytes | None:
    """The answer kept under a key, if there is one. Raises CONFLICT when it was used for something else."""
    found = await rows(_ANSWER, (owner, key))
    if not found:
        return None
    if found[0]["fingerprint"] != fingerprint:
        raise Conflict(
            "CONFLICT",
            "This Idempotency-Key was used for another request.",
            hint="Make a new key for every new intention.",
        )
    answer: bytes | None = found[0]["answer"]
    return answer


async def keep_answer(connection: AsyncConnection, *, owner: str, key: str, answer: bytes) -> None:
    await _KEEP.rows(connection, owner=owner, key=key, answer=answer)


class SqlKeys:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def forget_old(self, now: datetime, *, most: int) -> int:
        return len(await _FORGET.rows(self._connection, before=now - KEPT_FOR, most=most))
