"""Charges with their shares, and deposits."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, RowMapping, Select, Text, any_, bindparam, insert, select, update

from domain.ids import ChargeId, LbgId, LegId
from domain.money import Money
from domain.money.entries import LegMoney
from domain.money.model import PROCESSOR, Charge, ChargeSplit, ChargeStatus, Deposit, DepositStatus
from persistence.money.base import OnConnection
from persistence.tables.money import charge as charge_table
from persistence.tables.money import charge_split, deposit_auth

_CHARGES = (
    select(charge_table, *[column for column in charge_split.c if column.name != "charge_id"])
    .select_from(charge_table.join(charge_split, charge_split.c.charge_id == charge_table.c.charge_id))
    .order_by(charge_table.c.charge_id, charge_split.c.leg_id)
)
_CHARGE = _CHARGES.where(charge_table.c.charge_id == bindparam("charge_id"))
_OF_INTENT = _CHARGES.where(charge_table.c.processor_intent == bindparam("intent"))
_OF_BOOKINGS = _CHARGES.where(charge_table.c.lbg_id == any_(bindparam("lbg_ids", type_=ARRAY(Text))))
_ADD = insert(charge_table)
_ADD_SPLITS = insert(charge_split)
_ADD_DEPOSIT = insert(deposit_auth)
_SAVE_DEPOSIT = update(deposit_auth).where(deposit_auth.c.deposit_id == bindparam("of"))
_DEPOSITS = select(deposit_auth).where(deposit_auth.c.leg_id == any_(bindparam("leg_ids", type_=ARRAY(Text))))
_LOCKED_DEPOSIT = (
    select(deposit_auth).where(deposit_auth.c.processor_intent == bindparam("intent")).with_for_update()
)


class SqlCharges(OnConnection):
    async def add_charge(self, charge: Charge) -> None:
        await self.run(_ADD, _charge_row(charge))
        await self.run(_ADD_SPLITS, [_split_row(charge, split) for split in charge.splits])

    async def charge(self, charge_id: ChargeId) -> Charge | None:
        return next(iter(await self._charges(_CHARGE, {"charge_id": charge_id})), None)

    async def charge_of_intent(self, intent: str) -> Charge | None:
        return next(iter(await self._charges(_OF_INTENT, {"intent": intent})), None)

    async def charges_of(self, lbg_ids: Sequence[LbgId]) -> dict[LbgId, Charge]:
        found = await self._charges(_OF_BOOKINGS, {"lbg_ids": list(lbg_ids)})
        return {charge.lbg_id: charge for charge in found}

    async def add_deposit(self, deposit: Deposit) -> None:
        await self.run(_ADD_DEPOSIT, _deposit_row(deposit))

    async def save_deposit(self, deposit: Deposit) -> None:
        await self.run(_SAVE_DEPOSIT, _deposit_row(deposit) | {"of": deposit.deposit_id})

    async def deposits_of(self, leg_ids: Sequence[LegId]) -> dict[LegId, Deposit]:
        found = await self.rows(_DEPOSITS, {"leg_ids": list(leg_ids)})
        return {row["leg_id"]: _deposit(row) for row in found}

    async def holding_deposit(self, intent: str) -> Deposit | None:
        row = await self.row(_LOCKED_DEPOSIT, {"intent": intent})
        return _deposit(row) if row else None

    async def _charges(self, query: Select[Any], named: Mapping[str, Any]) -> list[Charge]:
        """Charges and shares in one statement, a row per share."""
        by_charge: dict[str, list[RowMapping]] = {}
        for row in await self.rows(query, named):
            by_charge.setdefault(row["charge_id"], []).append(row)
        return [_charge(rows) for rows in by_charge.values()]


def _charge_row(charge: Charge) -> dict[str, Any]:
    return {
        "charge_id": charge.charge_id,
        "lbg_id": charge.lbg_id,
        "order_id": charge.order_id,
        "processor": PROCESSOR,
        "processor_intent": charge.intent,
        "processor_charge": charge.processor_charge,
        "status": charge.status.value,
        "amount_cents": charge.amount.cents,
        "currency": charge.amount.currency,
        "payment_method": charge.method,
        "created_at": charge.created_at,
        "captured_at": charge.captured_at,
    }


def _split_row(charge: Charge, split: ChargeSplit) -> dict[str, Any]:
    money = split.money
    return {
        "charge_id": charge.charge_id,
        "leg_id": split.leg_id,
        "seller_user_id": split.seller_user_id,
        "subtotal_cents": money.subtotal.cents,
        "service_tax_cents": money.service_tax.cents,
        "platform_fee_cents": money.fee.cents,
        "platform_fee_tax_cents": money.fee_tax.cents,
        "platform_is_merchant": money.platform_is_merchant,
    }


def _charge(rows: Sequence[RowMapping]) -> Charge:
    first = rows[0]
    return Charge(
        charge_id=first["charge_id"],
        lbg_id=first["lbg_id"],
        order_id=first["order_id"],
        intent=first["processor_intent"],
        status=ChargeStatus(first["status"]),
        amount=Money(first["amount_cents"], first["currency"]),
        method=first["payment_method"],
        splits=tuple(_split(row) for row in rows),
        created_at=first["created_at"],
        captured_at=first["captured_at"],
        processor_charge=first["processor_charge"],
    )


def _split(row: RowMapping) -> ChargeSplit:
    currency = row["currency"]
    money = LegMoney(
        lbg_id=row["lbg_id"],
        leg_id=row["leg_id"],
        subtotal=Money(row["subtotal_cents"], currency),
        service_tax=Money(row["service_tax_cents"], currency),
        fee=Money(row["platform_fee_cents"], currency),
        fee_tax=Money(row["platform_fee_tax_cents"], currency),
        platform_is_merchant=row["platform_is_merchant"],
    )
    return ChargeSplit(money, row["seller_user_id"])


def _deposit_row(deposit: Deposit) -> dict[str, Any]:
    return {
        "deposit_id": deposit.deposit_id,
        "leg_id": deposit.leg_id,
        "lbg_id": deposit.lbg_id,
        "processor": PROCESSOR,
        "processor_intent": deposit.intent,
        "status": deposit.status.value,
        "authorized_cents": deposit.authorized.cents,
        "captured_cents": deposit.captured.cents,
        "currency": deposit.authorized.currency,
        "created_at": deposit.created_at,
        "updated_at": deposit.updated_at,
    }


def _deposit(row: RowMapping) -> Deposit:
    currency = row["currency"]
    return Deposit(
        deposit_id=row["deposit_id"],
        leg_id=row["leg_id"],
        lbg_id=row["lbg_id"],
        intent=row["processor_intent"],
        status=DepositStatus(row["status"]),
        authorized=Money(row["authorized_cents"], currency),
        captured=Money(row["captured_cents"], currency),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
