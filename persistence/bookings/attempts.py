"""Attempts to pay; the partial unique index keeps a booking to one that may still be captured."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Text, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.attempts import LIVE, Attempt
from domain.errors import Conflict
from domain.ids import ChargeId, LbgId
from persistence.bookings.rows import attempt_of, attempt_row
from persistence.tables.bookings import payment_attempt as attempts
from persistence.violations import refused_as

_LIVE = [status.value for status in LIVE]
_ADD = insert(attempts)
_SAVE = update(attempts).where(attempts.c.charge_id == bindparam("of"))
_BY_ID = select(attempts).where(attempts.c.charge_id == bindparam("charge_id"))
_INTENT = bindparam("intent", type_=Text)
_BY_INTENT = select(attempts).where(
    or_(attempts.c.intent_id == _INTENT, attempts.c.deposit_intent_id == _INTENT)
)
_LIVE_OF = select(attempts).where(attempts.c.lbg_id == bindparam("lbg_id"), attempts.c.status.in_(_LIVE))


class SqlAttempts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_attempt(self, attempt: Attempt) -> None:
        rival = Conflict("CONFLICT", "Another payment of this booking is open.")
        with refused_as({"uq_payment_attempt_live": rival}):
            await self._connection.execute(_ADD, attempt_row(attempt))

    async def save_attempt(self, attempt: Attempt) -> None:
        await self._connection.execute(_SAVE, attempt_row(attempt) | {"of": attempt.id})

    async def attempt(self, charge_id: ChargeId) -> Attempt | None:
        return await self._one(_BY_ID, {"charge_id": charge_id})

    async def attempt_of_intent(self, intent_id: str) -> Attempt | None:
        return await self._one(_BY_INTENT, {"intent": intent_id})

    async def live_attempt(self, lbg_id: LbgId) -> Attempt | None:
        return await self._one(_LIVE_OF, {"lbg_id": lbg_id})

    async def _one(self, query: Select[Any], named: Mapping[str, str]) -> Attempt | None:
        row = (await self._connection.execute(query, named)).first()
        return None if row is None else attempt_of(row)
