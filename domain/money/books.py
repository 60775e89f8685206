"""Entering postings and announcing them, in one place."""

from collections.abc import Sequence

from domain.ids import Prefix
from domain.money import facts
from domain.money.entries import LegMoney
from domain.money.ledger import Posting
from domain.money.model import FeeStage, FeeStep
from domain.ports import UnitOfWork


async def enter(uow: UnitOfWork, postings: Sequence[Posting]) -> None:
    """Book what is not booked yet. The ledger's head is locked from here on, so nothing slow may follow."""
    for entry in await uow.money.enter(postings, uow.now):
        uow.emit(facts.of_entry(entry))


async def record_fee(uow: UnitOfWork, leg: LegMoney, stage: FeeStage, reason: str) -> bool:
    """Keep a stage of a leg's platform fee; False when it was reached before."""
    step = FeeStep(uow.new_id(Prefix.FEE_ENTRY), leg.leg_id, stage, leg.fee, leg.fee_tax, reason, uow.now)
    is_new = await uow.money.add_fee_step(step)
    if is_new:
        uow.emit(facts.of_fee(leg.lbg_id, step))
    return is_new
