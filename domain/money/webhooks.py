"""What the processor told us, handled from the inbox: late, early, twice, in any order.

A body tells what to look at; how things stand is asked for.
"""

from collections.abc import Mapping
from typing import Any

from domain.bookings.news import hear_of_payment
from domain.money import facts
from domain.money.accounts import seen_account
from domain.money.books import enter
from domain.money.capturing import FEE_JOB
from domain.money.deposits import follow_deposit
from domain.money.entries import payout_reversal_entries
from domain.money.model import PROCESSOR
from domain.money.news import (
    AccountNews,
    BankPayoutNews,
    ChargeNews,
    News,
    PaymentNews,
    TransferNews,
)
from domain.money.payouts import Payout, PayoutMove
from domain.money.processor import BankPayout, BankPayoutStatus, Payment, ProcessorTransfer
from domain.ports import Services, UnitOfWork


async def handle_webhook(services: Services, payload: Mapping[str, Any]) -> None:
    """The job `webhook.stripe`: read one event of the inbox and act on what it is about."""
    external_id = str(payload["external_id"])
    async with services.units() as uow:
        body = await uow.webhooks.body_of(PROCESSOR, external_id)
    if body is None:
        return
    await hear(services, services.payments.read_event(body))
    async with services.units() as uow:
        await uow.webhooks.handled(PROCESSOR, external_id, uow.now)


async def hear(services: Services, news: News) -> None:
    match news:
        case PaymentNews(payment):
            await _of_payment(services, payment)
        case ChargeNews(payment=str() as intent):
            await _of_charge(services, intent)
        case AccountNews(account):
            await seen_account(services, account.id)
        case TransferNews(transfer):
            await _of_transfer(services, transfer)
        case BankPayoutNews(payout):
            await _of_bank_payout(services, payout)
        case _:
            # Kept in the inbox; nothing here waits for it yet.
            return


async def _of_payment(services: Services, payment: Payment) -> None:
    await follow_deposit(services, payment.id)
    await hear_of_payment(services, payment)


async def _of_charge(services: Services, intent: str) -> None:
    async with services.units() as uow:
        charge = await uow.money.charge_of_intent(intent)
        if charge is not None:
            await uow.enqueue(FEE_JOB, {"charge_id": charge.charge_id})


async def _of_transfer(services: Services, transfer: ProcessorTransfer) -> None:
    """A transfer that was taken back in full is owed to the seller again."""
    if transfer.reversed < transfer.amount:
        return
    async with services.units() as uow:
        for payout in await uow.money.holding_payouts_of([transfer.id]):
            if payout.can(PayoutMove.FAIL):
                await _save(uow, payout.failed("The transfer was reversed.", uow.now), "payout.failed")
                back = payout_reversal_entries(
                    payout.payout_id, payout.lbg_id, payout.leg_id, payout.amount, ext_ref=transfer.id
                )
                await enter(uow, back)


async def _of_bank_payout(services: Services, heard: BankPayout) -> None:
    """Money reached the seller's bank, or came back from it."""
    payout = await services.payments.bank_payout(heard.account, heard.id)
    if payout.status not in (BankPayoutStatus.PAID, BankPayoutStatus.FAILED):
        return
    transfers = await services.payments.transfers_in(heard.account, heard.id)
    async with services.units() as uow:
        for ours in await uow.money.holding_payouts_of(transfers):
            await _settle(uow, ours, payout)


async def _settle(uow: UnitOfWork, ours: Payout, bank: BankPayout) -> None:
    if bank.status is BankPayoutStatus.PAID and ours.can(PayoutMove.ARRIVE):
        await _save(uow, ours.arrived(bank.id, uow.now), "payout.paid")
    # A payout that failed earlier may be heard of after a later one has arrived; then it is old news.
    is_its_own = ours.bank_payout_id in (None, bank.id)
    if bank.status is BankPayoutStatus.FAILED and is_its_own and ours.can(PayoutMove.FAIL):
        await _save(uow, ours.failed(bank.failure or "The bank refused.", uow.now), "payout.failed")


async def _save(uow: UnitOfWork, payout: Payout, fact: str) -> None:
    await uow.money.save_payout(payout)
    uow.emit(facts.of_payout(fact, payout))
