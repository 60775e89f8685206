"""Attempts to pay; the partial unique index keeps a booking to one that may still be captured."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.attempts import LIVE, Attempt
from domain.errors import Conflict
from domain.ids import ChargeId, LbgId
from persistence.bookings.rows import attempt_of, attempt_row
from persistence.tables.bookings import payment_attempt as attempts
from persistence.violations import refused_as

_LIVE = [status.value for status in LIVE]


class SqlAttempts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_attempt(self, attempt: Attempt) -> None:
        rival = Conflict("CONFLICT", "Another payment of this booking is open.")
        with refused_as({"uq_payment_attempt_live": rival}):
            await self._connection.execute(insert(attempts).values(attempt_row(attempt)))

    async def save_attempt(self, attempt: Attempt) -> None:
        await self._connection.execute(
            update(attempts).where(attempts.c.charge_id == attempt.id).values(attempt_row(attempt))
        )

    async def attempt(self, charge_id: ChargeId) -> Attempt | None:
        return await self._one(attempts.c.charge_id == charge_id)

    async def attempt_of_intent(self, intent_id: str) -> Attempt | None:
        return await self._one(
            or_(attempts.c.intent_id == intent_id, attempts.c.deposit_intent_id == intent_id)
        )

    async def live_attempt(self, lbg_id: LbgId) -> Attempt | None:
        return (await self.live_attempts([lbg_id])).get(lbg_id)

    async def live_attempts(self, lbg_ids: Sequence[LbgId]) -> Mapping[LbgId, Attempt]:
        rows = await self._connection.execute(
            select(attempts).where(attempts.c.lbg_id.in_(lbg_ids), attempts.c.status.in_(_LIVE))
        )
        return {LbgId(row.lbg_id): attempt_of(row) for row in rows}

    async def _one(self, condition: ColumnElement[bool]) -> Attempt | None:
        row = (await self._connection.execute(select(attempts).where(condition))).first()
        return None if row is None else attempt_of(row)
