"""Jobs and timers of money."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from domain.ids import ChargeId, PayoutId
from domain.money.books import enter
from domain.money.capturing import FEE_JOB
from domain.money.completing import PAYOUT_TIMER, RELEASE_JOB, RESERVE_TIMER
from domain.money.deposits import release_deposit
from domain.money.entries import processing_fee_entries
from domain.money.model import PROCESSOR
from domain.money.sending import release_reserve, run_payout
from domain.money.webhooks import handle_webhook
from domain.ports import Handler, Services

_ASK_AGAIN: Final = timedelta(hours=1)


async def book_processing_fee(services: Services, payload: Mapping[str, Any]) -> None:
    """Book what the processor kept of a charge, as soon as it is known."""
    async with services.units() as uow:
        charge = await uow.money.charge(ChargeId(payload["charge_id"]))
    if charge is None:
        return
    fee = await services.payments.processing_fee(charge.intent)
    async with services.units() as uow:
        if fee is None:
            await uow.enqueue(FEE_JOB, payload, uow.now + _ASK_AGAIN)
            return
        ext_ref = charge.processor_charge or charge.intent
        await enter(uow, processing_fee_entries(charge.charge_id, charge.lbg_id, fee, ext_ref=ext_ref))


async def let_deposit_go(services: Services, payload: Mapping[str, Any]) -> None:
    await release_deposit(services, payload["intent"])


async def send_payout(services: Services, payload: Mapping[str, Any]) -> None:
    await run_payout(services, PayoutId(payload["subject"]))


async def pay_reserve(services: Services, payload: Mapping[str, Any]) -> None:
    await release_reserve(services, payload["subject"])


JOBS: Final[Mapping[str, Handler]] = {
    FEE_JOB: book_processing_fee,
    RELEASE_JOB: let_deposit_go,
    f"webhook.{PROCESSOR}": handle_webhook,
}
TIMERS: Final[Mapping[str, Handler]] = {PAYOUT_TIMER: send_payout, RESERVE_TIMER: pay_reserve}
REACTIONS: Final[Mapping[str, tuple[str, ...]]] = {}
