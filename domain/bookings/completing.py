"""From the start of a session to its end: time moves the legs on, the buyer (or silence) accepts."""

from dataclasses import replace

from domain.bookings import facts, policy
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.reading import holding_own
from domain.bookings.settling import ACCEPT_TIMER, END_TIMER, START_TIMER
from domain.bookings.states import LegMove, LegStatus
from domain.ids import LbgId
from domain.money.completing import queue_payouts
from domain.ports import UnitOfWork
from domain.viewer import Viewer


async def mark_completed(uow: UnitOfWork, viewer: Viewer, lbg_id: LbgId) -> LinkedBookingGroup:
    """The buyer accepts the session. Accepting twice is the same as once."""
    buyer = viewer.require_user()
    group = await holding_own(uow, buyer, lbg_id)
    if group.status is LegStatus.COMPLETED:
        return group
    policy.require(policy.why_not_completed(group, uow.now))
    return await _complete(uow, group, buyer, auto=False)


async def auto_accept(uow: UnitOfWork, lbg_id: LbgId) -> None:
    """The window ran out and nobody objected."""
    group = await uow.bookings.holding(lbg_id)
    if group is not None and policy.why_not_completed(group, uow.now) is None:
        await _complete(uow, group, "system", auto=True)


async def start_session(uow: UnitOfWork, lbg_id: LbgId) -> None:
    group = await uow.bookings.holding(lbg_id)
    if group is not None and group.status is LegStatus.CONFIRMED:
        started = await _started(uow, group)
        await uow.bookings.save(replace(started, updated_at=uow.now))


async def end_session(uow: UnitOfWork, lbg_id: LbgId) -> None:
    """The session is over; the buyer's window for objections opens."""
    group = await uow.bookings.holding(lbg_id)
    if group is not None and group.status in {LegStatus.CONFIRMED, LegStatus.IN_PROGRESS}:
        uow.emit(facts.of_group("acceptance.window.start", group, "system"))


async def _started(uow: UnitOfWork, group: LinkedBookingGroup) -> LinkedBookingGroup:
    started = group.moved(LegMove.START)
    for leg in started.living:
        uow.emit(facts.of_leg("leg.in_progress", started, leg, "system"))
    return started


async def _complete(
    uow: UnitOfWork, group: LinkedBookingGroup, actor: str, *, auto: bool
) -> LinkedBookingGroup:
    # The clock may be ahead of the timer that starts the session.
    begun = await _started(uow, group) if group.status is LegStatus.CONFIRMED else group
    done = replace(
        begun.moved(LegMove.COMPLETE), completed_at=uow.now, auto_accepted=auto, updated_at=uow.now
    )
    saved = await uow.bookings.save(done)
    for timer in (START_TIMER, END_TIMER, ACCEPT_TIMER):
        await uow.unschedule(timer, saved.id)
    uow.emit(facts.of_group("acceptance.auto_accept" if auto else "acceptance.buyer.accept", saved, actor))
    for leg in saved.living:
        uow.emit(facts.of_leg("leg.completed", saved, leg, actor))
    uow.emit(facts.of_group("booking.completed", saved, actor))
    # Last of all: the ledger's head is locked from here to the commit.
    await queue_payouts(uow, saved.id)
    return saved
