"""What money needs kept: `uow.money`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import ChargeId, LbgId, LegId, PayoutId, UserId
from domain.money.fees import FeeRule
from domain.money.ledger import Entry, Posting
from domain.money.model import Charge, Deposit, FeeStep, SellerAccount, SellerSums
from domain.money.payouts import Payout, Reserve
from domain.money.tax import CityTaxes


class Ledger(Protocol):
    async def enter(self, postings: Sequence[Posting], at: datetime) -> list[Entry]:
        """Seal and add the postings whose keys are not in the books yet.

        Locks the head of the chain until this unit of work ends, so it comes last.
        """

    async def entries(self, lbg_id: LbgId | None = None) -> list[Entry]:
        """The books in order, or what concerns one booking."""

    async def add_fee_step(self, step: FeeStep) -> bool:
        """Keep a step in the life of a fee; False when that stage was reached before."""


class Charges(Protocol):
    async def add_charge(self, charge: Charge) -> None: ...

    async def charge(self, charge_id: ChargeId) -> Charge | None: ...

    async def charge_of_intent(self, intent: str) -> Charge | None: ...

    async def charges_of(self, lbg_ids: Sequence[LbgId]) -> Mapping[LbgId, Charge]: ...

    async def add_deposit(self, deposit: Deposit) -> None: ...

    async def save_deposit(self, deposit: Deposit) -> None: ...

    async def deposits_of(self, leg_ids: Sequence[LegId]) -> Mapping[LegId, Deposit]: ...

    async def holding_deposit(self, intent: str) -> Deposit | None:
        """The deposit behind a payment of the processor, locked."""


class Payees(Protocol):
    async def customer_of(self, user_id: UserId) -> str | None: ...

    async def keep_customer(self, user_id: UserId, customer: str) -> None: ...

    async def seller_account(self, user_id: UserId) -> SellerAccount | None: ...

    async def seller_account_named(self, account_id: str) -> SellerAccount | None: ...

    async def save_seller_account(self, account: SellerAccount) -> None: ...

    async def sums_of(self, user_id: UserId, now: datetime) -> SellerSums: ...


class Payouts(Protocol):
    async def add_payout(self, payout: Payout) -> None: ...

    async def save_payout(self, payout: Payout) -> None: ...

    async def holding_payout(self, payout_id: PayoutId) -> Payout | None: ...

    async def holding_payouts_of(self, transfer_ids: Sequence[str]) -> list[Payout]:
        """Payouts behind transfers, locked in the order of their ids."""

    async def payouts_of(self, leg_ids: Sequence[LegId]) -> Mapping[LegId, Payout]:
        """The one live payout of each leg."""

    async def payouts_between(self, user_id: UserId, start: datetime, end: datetime) -> list[Payout]:
        """Payouts of a seller by the day they are scheduled for, oldest first."""

    async def waiting_payouts(self, user_id: UserId, now: datetime) -> list[Payout]:
        """Due, and not sent: the seller was not ready."""

    async def add_reserve(self, reserve: Reserve) -> None: ...

    async def save_reserve(self, reserve: Reserve) -> None: ...

    async def reserve(self, reserve_id: str) -> Reserve | None: ...

    async def holding_reserve(self, reserve_id: str) -> Reserve | None: ...

    async def waiting_reserves(self, user_id: UserId, now: datetime) -> list[Reserve]: ...


class Books(Ledger, Charges, Payees, Payouts, Protocol):
    """Everything about money that is kept."""

    async def fee_rules(self) -> list[FeeRule]:
        """The rules in force."""

    async def taxes_of(self, city: str) -> CityTaxes: ...
