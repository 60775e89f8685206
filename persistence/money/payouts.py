"""Payouts and reserves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, RowMapping, Text, any_, bindparam, insert, select, update

from domain.ids import LegId, PayoutId, UserId
from domain.money import Money
from domain.money.model import PROCESSOR
from domain.money.payouts import Payout, PayoutStatus, Reserve, ReserveStatus
from persistence.money.base import OnConnection
from persistence.tables.money import payout as payout_table
from persistence.tables.money import reserve as reserve_table

_ADD = insert(payout_table)
_SAVE = update(payout_table).where(payout_table.c.payout_id == bindparam("of"))
_LOCKED = select(payout_table).where(payout_table.c.payout_id == bindparam("payout_id")).with_for_update()
_LOCKED_OF_TRANSFERS = (
    select(payout_table)
    .where(payout_table.c.processor_transfer == any_(bindparam("transfers", type_=ARRAY(Text))))
    .order_by(payout_table.c.payout_id)
    .with_for_update()
)


class SqlPayouts(OnConnection):
    async def add_payout(self, payout: Payout) -> None:
        await self.run(_ADD, _row(payout))

    async def save_payout(self, payout: Payout) -> None:
        await self.run(_SAVE, _row(payout) | {"of": payout.payout_id})

    async def holding_payout(self, payout_id: PayoutId) -> Payout | None:
        row = await self.row(_LOCKED, {"payout_id": payout_id})
        return _payout(row) if row else None

    async def holding_payouts_of(self, transfer_ids: Sequence[str]) -> list[Payout]:
        found = await self.rows(_LOCKED_OF_TRANSFERS, {"transfers": list(transfer_ids)})
        return [_payout(row) for row in found]

    async def payouts_of(self, leg_ids: Sequence[LegId]) -> dict[LegId, Payout]:
        live = payout_table.c.status != PayoutStatus.CANCELED.value
        found = await self.rows(select(payout_table).where(payout_table.c.leg_id.in_(leg_ids), live))
        return {row["leg_id"]: _payout(row) for row in found}

    async def payouts_between(self, user_id: UserId, start: datetime, end: datetime) -> list[Payout]:
        query = (
            select(payout_table)
            .where(
                payout_table.c.seller_user_id == user_id,
                payout_table.c.scheduled_for >= start,
                payout_table.c.scheduled_for < end,
            )
            .order_by(payout_table.c.scheduled_for, payout_table.c.payout_id)
        )
        return [_payout(row) for row in await self.rows(query)]

    async def waiting_payouts(self, user_id: UserId, now: datetime) -> list[Payout]:
        query = select(payout_table).where(
            payout_table.c.seller_user_id == user_id,
            payout_table.c.status == PayoutStatus.QUEUED.value,
            payout_table.c.scheduled_for <= now,
        )
        return [_payout(row) for row in await self.rows(query.order_by(payout_table.c.payout_id))]

    async def add_reserve(self, reserve: Reserve) -> None:
        await self.run(insert(reserve_table), _reserve_row(reserve))

    async def save_reserve(self, reserve: Reserve) -> None:
        change = update(reserve_table).where(reserve_table.c.reserve_id == reserve.reserve_id)
        await self.run(change.values(_reserve_row(reserve)))

    async def reserve(self, reserve_id: str) -> Reserve | None:
        row = await self.row(select(reserve_table).where(reserve_table.c.reserve_id == reserve_id))
        return _reserve(row) if row else None

    async def holding_reserve(self, reserve_id: str) -> Reserve | None:
        query = select(reserve_table).where(reserve_table.c.reserve_id == reserve_id).with_for_update()
        row = await self.row(query)
        return _reserve(row) if row else None

    async def waiting_reserves(self, user_id: UserId, now: datetime) -> list[Reserve]:
        query = select(reserve_table).where(
            reserve_table.c.seller_user_id == user_id,
            reserve_table.c.status == ReserveStatus.HELD.value,
            reserve_table.c.release_at <= now,
        )
        return [_reserve(row) for row in await self.rows(query.order_by(reserve_table.c.reserve_id))]


def _row(payout: Payout) -> dict[str, Any]:
    return {
        "payout_id": payout.payout_id,
        "leg_id": payout.leg_id,
        "lbg_id": payout.lbg_id,
        "seller_user_id": payout.seller_user_id,
        "processor": PROCESSOR,
        "processor_transfer": payout.transfer_id,
        "processor_payout": payout.bank_payout_id,
        "status": payout.status.value,
        "amount_cents": payout.amount.cents,
        "reserve_cents": payout.reserve.cents,
        "currency": payout.amount.currency,
        "attempt": payout.attempt,
        "instant": payout.instant,
        "scheduled_for": payout.scheduled_for,
        "paid_at": payout.paid_at,
        "reason": payout.reason,
        "created_at": payout.created_at,
        "updated_at": payout.updated_at,
    }


def _payout(row: RowMapping) -> Payout:
    return Payout(
        payout_id=row["payout_id"],
        leg_id=row["leg_id"],
        lbg_id=row["lbg_id"],
        seller_user_id=row["seller_user_id"],
        status=PayoutStatus(row["status"]),
        amount=Money(row["amount_cents"], row["currency"]),
        reserve=Money(row["reserve_cents"], row["currency"]),
        scheduled_for=row["scheduled_for"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        attempt=row["attempt"],
        transfer_id=row["processor_transfer"],
        bank_payout_id=row["processor_payout"],
        paid_at=row["paid_at"],
        reason=row["reason"],
        instant=row["instant"],
    )


def _reserve_row(reserve: Reserve) -> dict[str, Any]:
    return {
        "reserve_id": reserve.reserve_id,
        "leg_id": reserve.leg_id,
        "lbg_id": reserve.lbg_id,
        "seller_user_id": reserve.seller_user_id,
        "amount_cents": reserve.amount.cents,
        "currency": reserve.amount.currency,
        "status": reserve.status.value,
        "release_at": reserve.release_at,
        "released_at": reserve.released_at,
        "processor_transfer": reserve.transfer_id,
        "created_at": reserve.created_at,
    }


def _reserve(row: RowMapping) -> Reserve:
    return Reserve(
        reserve_id=row["reserve_id"],
        leg_id=row["leg_id"],
        lbg_id=row["lbg_id"],
        seller_user_id=row["seller_user_id"],
        amount=Money(row["amount_cents"], row["currency"]),
        status=ReserveStatus(row["status"]),
        release_at=row["release_at"],
        created_at=row["created_at"],
        released_at=row["released_at"],
        transfer_id=row["processor_transfer"],
    )
