"""Studio deposits after they were authorised: let go when the booking is done, followed when they change."""

from domain.money import facts
from domain.money.amount import Money
from domain.money.books import enter
from domain.money.entries import deposit_capture_entries
from domain.money.model import Deposit, DepositStatus
from domain.money.processor import PaymentStatus
from domain.ports import Services, UnitOfWork

_TOLD = {
    DepositStatus.AUTHORIZED: "deposit.auth.authorized",
    DepositStatus.CAPTURED: "deposit.auth.captured",
    DepositStatus.VOIDED: "deposit.auth.voided",
    DepositStatus.EXPIRED: "deposit.auth.expired",
}


async def release_deposit(services: Services, intent: str) -> None:
    """Let a deposit go; nothing was claimed."""
    async with services.units() as uow:
        deposit = await uow.money.holding_deposit(intent)
    if deposit is None or deposit.status is not DepositStatus.AUTHORIZED:
        return
    await services.payments.release_deposit(intent, key=f"{deposit.deposit_id}:release")
    await follow_deposit(services, intent)


async def follow_deposit(services: Services, intent: str) -> None:
    """Take over the present state of a deposit from the processor; other payments are left alone."""
    async with services.units() as uow:
        if await uow.money.holding_deposit(intent) is None:
            return
    payment = await services.payments.retrieve_payment(intent)
    async with services.units() as uow:
        deposit = await uow.money.holding_deposit(intent)
        if deposit is not None:
            await _changed(uow, deposit, deposit.seen_as(payment, uow.now))
            if payment.status is PaymentStatus.SUCCEEDED:
                await _book(uow, deposit, payment.received, payment.charge or payment.id)


async def _changed(uow: UnitOfWork, before: Deposit, after: Deposit) -> None:
    if after.status is before.status and after.captured == before.captured:
        return
    await uow.money.save_deposit(after)
    if after.status in _TOLD:
        uow.emit(facts.of_deposit(_TOLD[after.status], after))


async def _book(uow: UnitOfWork, deposit: Deposit, received: Money, ext_ref: str) -> None:
    await enter(
        uow,
        deposit_capture_entries(
            deposit.deposit_id, deposit.lbg_id, deposit.leg_id, received, ext_ref=ext_ref
        ),
    )
