"""Sending what is due: payouts and released reserves, through the processor, once each."""

from dataclasses import replace

from domain.errors import PaymentRequired
from domain.ids import LbgId, PayoutId, UserId
from domain.money import facts
from domain.money.accounts import seen_account
from domain.money.amount import Money
from domain.money.books import enter
from domain.money.entries import payout_entries, reserve_release_entries
from domain.money.ledger import Posting
from domain.money.model import Charge, SellerAccount
from domain.money.payouts import PayoutStatus, Reserve, ReserveStatus, Wait
from domain.money.processor import AccountStatus, ProcessorTransfer, TransferOrder
from domain.ports import Services, UnitOfWork


async def run_payout(services: Services, payout_id: PayoutId) -> None:
    """Transfer a queued payout that is due; if the seller is not ready, say what it waits for."""
    async with services.units() as uow:
        payout = await uow.money.holding_payout(payout_id)
        if payout is None or payout.status is not PayoutStatus.QUEUED or payout.scheduled_for > uow.now:
            return
        account, charge = await _payee(uow, payout.seller_user_id, payout.lbg_id)
        if (wait := why_waiting(account)) is not None:
            await uow.money.save_payout(payout.waiting(wait, uow.now))
            return
    transfer = await _transferred(services, account, charge, payout.amount, payout.transfer_key)
    async with services.units() as uow:
        await _sent(uow, payout_id, transfer)


async def release_reserve(services: Services, reserve_id: str) -> None:
    """Pay out what was kept back, when its time is over and the seller is ready."""
    async with services.units() as uow:
        reserve = await uow.money.reserve(reserve_id)
        if reserve is None or reserve.status is not ReserveStatus.HELD or reserve.release_at > uow.now:
            return
        account, charge = await _payee(uow, reserve.seller_user_id, reserve.lbg_id)
    if why_waiting(account) is not None:
        return
    transfer = await _transferred(services, account, charge, reserve.amount, f"leg-reserve:{reserve.leg_id}")
    async with services.units() as uow:
        await _released(uow, reserve_id, transfer)


def why_waiting(account: SellerAccount | None) -> Wait | None:
    """What keeps a seller from being paid."""
    if account is None or account.status in (AccountStatus.NONE, AccountStatus.PENDING):
        return Wait.NOT_ONBOARDED
    return None if account.payouts_enabled else Wait.ACCOUNT_RESTRICTED


async def _payee(uow: UnitOfWork, seller: UserId, lbg_id: LbgId) -> tuple[SellerAccount | None, Charge]:
    charges = await uow.money.charges_of([lbg_id])
    return await uow.money.seller_account(seller), charges[lbg_id]


async def _transferred(
    services: Services, account: SellerAccount | None, charge: Charge, amount: Money, key: str
) -> ProcessorTransfer:
    if account is None:
        raise ValueError("a transfer needs the account it goes to")
    order = TransferOrder(
        to=account.account_id,
        amount=amount,
        group=charge.order_id,
        # Out of this very charge: it need not have settled on the platform's balance yet.
        source_charge=charge.processor_charge,
        metadata={"lbg_id": charge.lbg_id},
    )
    try:
        return await services.payments.transfer(order, key=key)
    except PaymentRequired:
        # The processor knows something about the account that we do not know yet.
        await seen_account(services, account.account_id)
        raise


async def _sent(uow: UnitOfWork, payout_id: PayoutId, transfer: ProcessorTransfer) -> None:
    payout = await uow.money.holding_payout(payout_id)
    if payout is None or payout.status is not PayoutStatus.QUEUED:
        return
    sent = payout.sent(transfer.id, uow.now)
    await uow.money.save_payout(sent)
    uow.emit(facts.of_payout("payout.in_transit", sent))
    uow.emit(facts.of_transfer("transfer.create", transfer))
    await enter(
        uow, payout_entries(sent.payout_id, sent.lbg_id, sent.leg_id, sent.amount, ext_ref=transfer.id)
    )


async def _released(uow: UnitOfWork, reserve_id: str, transfer: ProcessorTransfer) -> None:
    reserve = await uow.money.holding_reserve(reserve_id)
    if reserve is None or reserve.status is not ReserveStatus.HELD:
        return
    released = replace(reserve.released(uow.now), transfer_id=transfer.id)
    await uow.money.save_reserve(released)
    uow.emit(facts.of_reserve("reserve.release", released))
    uow.emit(facts.of_transfer("transfer.create", transfer))
    await enter(uow, _release_entries(released, transfer))


def _release_entries(reserve: Reserve, transfer: ProcessorTransfer) -> list[Posting]:
    owed = reserve_release_entries(reserve.lbg_id, reserve.leg_id, reserve.amount)
    paid = payout_entries(
        PayoutId(reserve.reserve_id), reserve.lbg_id, reserve.leg_id, reserve.amount, ext_ref=transfer.id
    )
    return [*owed, *paid]
