"""Payers, seller accounts, and what a seller has on its way."""

from datetime import datetime

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.dialects.postgresql import insert

from domain.ids import UserId
from domain.money import Money
from domain.money.model import SellerAccount, SellerSums
from domain.money.processor import AccountStatus
from persistence.money.base import OnConnection
from persistence.read.money import seller_sums
from persistence.tables.money import payer
from persistence.tables.money import seller_account as account_table


class SqlPayees(OnConnection):
    async def customer_of(self, user_id: UserId) -> str | None:
        row = await self.row(select(payer.c.customer).where(payer.c.user_id == user_id))
        return row["customer"] if row else None

    async def keep_customer(self, user_id: UserId, customer: str) -> None:
        kept = insert(payer).values(user_id=user_id, customer=customer)
        await self.run(kept.on_conflict_do_nothing())

    async def seller_account(self, user_id: UserId) -> SellerAccount | None:
        return await self._account(select(account_table).where(account_table.c.user_id == user_id))

    async def seller_account_named(self, account_id: str) -> SellerAccount | None:
        return await self._account(select(account_table).where(account_table.c.account_id == account_id))

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

    async def _account(self, query: Select[tuple[object, ...]]) -> SellerAccount | None:
        row = await self.row(query)
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
