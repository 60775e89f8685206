"""A booking is completed: fees are earned, deposits go back, and each leg's payout is queued."""

from typing import Final

from domain.ids import LbgId, PayoutId, Prefix
from domain.money import facts
from domain.money.amount import Money
from domain.money.books import enter, record_fee
from domain.money.entries import earn_entries, reserve_hold_entries
from domain.money.model import ChargeSplit, FeeStage
from domain.money.payouts import (
    Payout,
    PayoutStatus,
    Reserve,
    ReserveStatus,
    Share,
    Terms,
    share_of,
    terms_for,
)
from domain.ports import UnitOfWork

PAYOUT_TIMER: Final = "payout.run"
RESERVE_TIMER: Final = "reserve.release"
RELEASE_JOB: Final = "money.release_deposit"


async def queue_payouts(uow: UnitOfWork, lbg_id: LbgId) -> list[Payout]:
    """One payout per leg of the booking's charge. Calling it twice queues once."""
    charge = (await uow.money.charges_of([lbg_id])).get(lbg_id)
    if charge is None:
        return []
    queued = await uow.money.payouts_of([split.leg_id for split in charge.splits])
    # A leg that cost nothing is owed nothing.
    owed = [split for split in charge.splits if split.money.seller_gross.cents > 0]
    new = [split for split in owed if split.leg_id not in queued]
    payouts = [await _queue(uow, split) for split in sorted(new, key=lambda split: split.leg_id)]
    for deposit in (await uow.money.deposits_of([split.leg_id for split in charge.splits])).values():
        await uow.enqueue(RELEASE_JOB, {"intent": deposit.intent, "deposit_id": deposit.deposit_id})
    earned = [posting for split in new for posting in earn_entries(split.money)]
    held = [
        posting
        for payout in payouts
        for posting in reserve_hold_entries(payout.lbg_id, payout.leg_id, payout.reserve)
    ]
    await enter(uow, [*earned, *held])
    return [*queued.values(), *payouts]


async def _queue(uow: UnitOfWork, split: ChargeSplit) -> Payout:
    sums = await uow.money.sums_of(split.seller_user_id, uow.now)
    terms = terms_for(sums.completed_legs)
    nothing = Money(0, split.amount.currency)
    share = share_of(split.money.seller_gross, nothing, terms)
    await record_fee(uow, split.money, FeeStage.EARNED, "complete")
    payout = _payout(uow, split, share, terms)
    await uow.money.add_payout(payout)
    await uow.schedule(PAYOUT_TIMER, payout.payout_id, payout.scheduled_for)
    uow.emit(facts.of_payout("payout.queued", payout))
    if share.reserve > nothing:
        await _hold(uow, payout, terms)
    return payout


def _payout(uow: UnitOfWork, split: ChargeSplit, share: Share, terms: Terms) -> Payout:
    return Payout(
        payout_id=PayoutId(uow.new_id(Prefix.PAYOUT)),
        leg_id=split.leg_id,
        lbg_id=split.money.lbg_id,
        seller_user_id=split.seller_user_id,
        status=PayoutStatus.QUEUED,
        amount=share.now,
        reserve=share.reserve,
        scheduled_for=uow.now + terms.delay,
        created_at=uow.now,
        updated_at=uow.now,
    )


async def _hold(uow: UnitOfWork, payout: Payout, terms: Terms) -> None:
    reserve = Reserve(
        reserve_id=uow.new_id(Prefix.RESERVE),
        leg_id=payout.leg_id,
        lbg_id=payout.lbg_id,
        seller_user_id=payout.seller_user_id,
        amount=payout.reserve,
        status=ReserveStatus.HELD,
        release_at=uow.now + terms.reserve_term,
        created_at=uow.now,
    )
    await uow.money.add_reserve(reserve)
    await uow.schedule(RESERVE_TIMER, reserve.reserve_id, reserve.release_at)
    uow.emit(facts.of_reserve("reserve.hold", reserve))
