"""Payers, seller accounts, and what a seller has on its way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from domain.ids import UserId
from domain.money import Money
from domain.money.model import SellerAccount, SellerSums
from domain.money.processor import AccountStatus
from persistence.money.base import OnConnection
from persistence.read.money import seller_sums
from persistence.tables.money import payer
from persistence.tables.money import seller_account as account_table

_CUSTOMER = select(payer.c.customer).where(payer.c.user_id == bindparam("user_id"))
_OF_USER = select(account_table).where(account_table.c.user_id == bindparam("user_id"))
_NAMED = select(account_table).where(account_table.c.account_id == bindparam("account_id"))


class SqlPayees(OnConnection):
    async def customer_of(self, user_id: UserId) -> str | None:
        row = await self.row(_CUSTOMER, {"user_id": user_id})
        return row["customer"] if row else None

    async def keep_customer(self, user_id: UserId, customer: str) -> None:
        kept = insert(payer).values(user_id=user_id, customer=customer)
        await self.run(kept.on_conflict_do_nothing())

    async def seller_account(self, user_id: UserId) -> SellerAccount | None:
        return await self._account(_OF_USER, {"user_id": user_id})

    async def seller_account_named(self, account_id: str) -> SellerAccount | None:
        return await self._account(_NAMED, {"account_id": account_id})

    async def save_seller_account(self, account: SellerAccount) -> None:
        values = {
            "account_id": account.account_id,
            "status": account.status.value,
            "payouts_enabled": account.payouts_enabled,
            "requirements": list(account.requirements),
            "updated_at": account.updated_at,
        }
        kept = insert(account_table).values(user_id=account.user_id, **values)
        await self.run(kept.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def sums_of(self, user_id: UserId, now: datetime) -> SellerSums:
        row = (await self.rows(seller_sums(user_id, now)))[0]
        return SellerSums(
            Money(row["reserve"]), Money(row["available"]), Money(row["pending"]), row["completed"]
        )

    async def _account(self, query: Select[Any], named: Mapping[str, str]) -> SellerAccount | None:
        row = await self.row(query, named)
        return _account(row) if row else None


def _account(row: RowMapping) -> SellerAccount:
    return SellerAccount(
        user_id=row["user_id"],
        account_id=row["account_id"],
        status=AccountStatus(row["status"]),
        payouts_enabled=row["payouts_enabled"],
        requirements=tuple(row["requirements"]),
        updated_at=row["updated_at"],
    )
