"""Edges of money: the charge of a booking, the deposit and the payout of a leg."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import LbgId, LegId
from domain.money import model
from domain.money.payouts import Payout
from persistence.money import SqlMoney
from resolvers.loaders.base import LoaderBase
from schema.money import Charge, DepositAuth, PayoutSummary


async def _charges(connection: AsyncConnection, ids: Sequence[LbgId]) -> Mapping[LbgId, model.Charge]:
    return await SqlMoney(connection).charges_of(ids)


async def _deposits(connection: AsyncConnection, ids: Sequence[LegId]) -> Mapping[LegId, model.Deposit]:
    return await SqlMoney(connection).deposits_of(ids)


async def _payouts(connection: AsyncConnection, ids: Sequence[LegId]) -> Mapping[LegId, Payout]:
    return await SqlMoney(connection).payouts_of(ids)


class MoneyLoaders(LoaderBase):
    @cached_property
    def _charge(self) -> DataLoader[LbgId, model.Charge | None]:
        return self.one(_charges)

    @cached_property
    def _deposit(self) -> DataLoader[LegId, model.Deposit | None]:
        return self.one(_deposits)

    @cached_property
    def _payout(self) -> DataLoader[LegId, Payout | None]:
        return self.one(_payouts)

    async def charge_of_booking(self, lbg_id: str) -> Charge | None:
        """For the buyer of the booking only; whoever asks has made sure of that."""
        charge = await self._charge.load(LbgId(lbg_id))
        return Charge(ref=(charge.charge_id,)) if charge else None

    async def deposit_of_leg(self, leg_id: str) -> DepositAuth | None:
        deposit = await self._deposit.load(LegId(leg_id))
        return DepositAuth(ref=(deposit.deposit_id,)) if deposit else None

    async def payout_of_leg(self, leg_id: str) -> PayoutSummary | None:
        payout = await self._payout.load(LegId(leg_id))
        return PayoutSummary(ref=(payout.payout_id,)) if payout else None

    async def payouts_of_legs(self, leg_ids: Sequence[str]) -> list[PayoutSummary]:
        found = await self._payout.load_many([LegId(leg_id) for leg_id in leg_ids])
        return [PayoutSummary(ref=(payout.payout_id,)) for payout in found if payout]
