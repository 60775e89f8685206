"""Payers, seller accounts, and what a seller has on its way."""

from datetime import datetime

from sqlalchemy import ColumnElement, Integer, RowMapping, ScalarSelect, Select, cast, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from domain.ids import UserId
from domain.money import Money
from domain.money.model import SellerAccount, SellerSums
from domain.money.payouts import PayoutStatus, ReserveStatus
from domain.money.processor import AccountStatus
from persistence.money.base import OnConnection
from persistence.tables.money import charge_split, payer, payout, reserve
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
        queued = payout.c.status == PayoutStatus.QUEUED.value
        underway = payout.c.status == PayoutStatus.IN_TRANSIT.value
        due = payout.c.scheduled_for <= now
        mine = payout.c.seller_user_id == user_id
        row = (
            await self.rows(
                select(
                    _held(user_id).label("reserve"),
                    _sum(mine & queued & due).label("available"),
                    (_sum(mine & ((queued & ~due) | underway)) + _unfinished(user_id)).label("pending"),
                    select(func.count())
                    .select_from(payout)
                    .where(mine, payout.c.status != PayoutStatus.CANCELED.value)
                    .scalar_subquery()
                    .label("completed"),
                )
            )
        )[0]
        return SellerSums(
            Money(row["reserve"]), Money(row["available"]), Money(row["pending"]), row["completed"]
        )

    async def _account(self, query: Select[tuple[object, ...]]) -> SellerAccount | None:
        row = await self.row(query)
        return _account(row) if row else None


def _sum(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(payout.c.amount_cents), 0)
    return select(total).where(condition).scalar_subquery()


def _held(user_id: UserId) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(reserve.c.amount_cents), 0)
    held = reserve.c.status == ReserveStatus.HELD.value
    return select(total).where(reserve.c.seller_user_id == user_id, held).scalar_subquery()


def _unfinished(user_id: UserId) -> ScalarSelect[int]:
    """What the seller will be owed for legs that are paid for and not completed yet."""
    tax = charge_split.c.service_tax_cents * cast(~charge_split.c.platform_is_merchant, Integer)
    total = func.coalesce(func.sum(charge_split.c.subtotal_cents + tax), 0)
    has_payout = exists().where(payout.c.leg_id == charge_split.c.leg_id)
    return select(total).where(charge_split.c.seller_user_id == user_id, ~has_payout).scalar_subquery()


def _account(row: RowMapping) -> SellerAccount:
    return SellerAccount(
        user_id=row["user_id"],
        account_id=row["account_id"],
        status=AccountStatus(row["status"]),
        payouts_enabled=row["payouts_enabled"],
        requirements=tuple(row["requirements"]),
        updated_at=row["updated_at"],
    )
