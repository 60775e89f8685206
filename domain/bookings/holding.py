"""Keeping the time of a checkout, and letting it go. Locks: the group, then all calendars in one order."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.bookings import facts
from domain.bookings.attempts import Attempt, AttemptMove
from domain.bookings.leg_policy import DRAFT_LIFE, HOLD_CAP, HOLD_LENGTH
from domain.bookings.model import Leg, LegType, LinkedBookingGroup
from domain.bookings.offers import calendars_for
from domain.bookings.states import LegMove
from domain.calendar import actions as calendars
from domain.calendar.holds import Calendar, person_taken, studio_taken
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import LbgId, LegId
from domain.ports import UnitOfWork

LAPSE_TIMER: Final = "checkout.lapse"
EXPIRE_TIMER: Final = "checkout.expire"
RECONCILE_TIMER: Final = "checkout.reconcile"


def hold_end(group: LinkedBookingGroup, now: datetime) -> datetime | None:
    """How long progress now keeps the slot; None once the checkout has had it long enough."""
    latest = min(group.created_at + HOLD_CAP, group.start_at)
    return min(now + HOLD_LENGTH, latest) if now < latest else None


def is_held(group: LinkedBookingGroup, now: datetime) -> bool:
    return group.hold_until is not None and group.hold_until > now


async def hold_slots(
    uow: UnitOfWork, group: LinkedBookingGroup, until: datetime, *, talent_lost: Conflict | None = None
) -> None:
    """Win, or keep, the time of every living leg. Raises the calendar's refusal when a rival has it."""
    wanted = {leg.id: await calendars_for(uow, leg.seller_id, leg.studio_id) for leg in group.living}
    await _lock(uow, wanted)
    for leg in sorted(group.living, key=lambda leg: leg.id):
        await calendars.place(
            uow,
            wanted[leg.id],
            Span(leg.start_at, leg.end_at),
            lbg_id=group.id,
            leg_id=leg.id,
            expires_at=until,
            refusal=(talent_lost or person_taken()) if leg.type is LegType.TALENT else studio_taken(),
        )


async def held_on(uow: UnitOfWork, group: LinkedBookingGroup) -> LinkedBookingGroup:
    """A step forward keeps the slot a little longer. What has lapsed is not won back here."""
    until = hold_end(group, uow.now)
    if until is None or until == group.hold_until or not is_held(group, uow.now):
        return group
    await keep_slots(uow, group, until)
    await uow.schedule(LAPSE_TIMER, group.id, until)
    return replace(group, hold_until=until)


async def keep_slots(uow: UnitOfWork, group: LinkedBookingGroup, until: datetime) -> None:
    """Keep what is held; only what lapsed meanwhile has to be won again, against whoever has it by then."""
    if not await calendars.extend(uow, [leg.id for leg in group.living], until):
        await hold_slots(uow, group, until)


async def held_until(
    uow: UnitOfWork, group: LinkedBookingGroup, until: datetime, *, talent_lost: Conflict | None = None
) -> LinkedBookingGroup:
    await hold_slots(uow, group, until, talent_lost=talent_lost)
    await uow.schedule(LAPSE_TIMER, group.id, until)
    return replace(group, hold_until=until)


async def book_slots(uow: UnitOfWork, group: LinkedBookingGroup) -> None:
    """What was held is booked: it cannot lapse any more."""
    for leg in sorted(group.living, key=lambda leg: leg.id):
        refusal = person_taken() if leg.type is LegType.TALENT else studio_taken()
        await calendars.book(uow, leg.id, refusal=refusal)
    await uow.unschedule(LAPSE_TIMER, group.id)
    await uow.unschedule(EXPIRE_TIMER, group.id)


async def lapse(uow: UnitOfWork, lbg_id: LbgId) -> None:
    """Nobody went on for too long: the time is free again, and an open payment with it."""
    group = await uow.bookings.holding(lbg_id)
    if group is None or not group.is_draft or group.hold_until is None or group.hold_until > uow.now:
        return
    attempt = await uow.bookings.live_attempt(lbg_id)
    if attempt is not None and attempt.is_running:
        return
    await let_go(uow, group, attempt)
    saved = await uow.bookings.save(replace(group, hold_until=None, updated_at=uow.now))
    uow.emit(facts.of_group("checkout.fail", saved, "system", reason="hold_lapsed"))


async def expire(uow: UnitOfWork, lbg_id: LbgId) -> None:
    """A checkout that never came to an end, or whose session begins, is over."""
    group = await uow.bookings.holding(lbg_id)
    if group is None or not group.is_draft:
        return
    attempt = await uow.bookings.live_attempt(lbg_id)
    if attempt is not None and attempt.is_running:
        # The confirmation decides first; what it leaves behind is looked at again.
        await uow.schedule(EXPIRE_TIMER, lbg_id, uow.now + timedelta(minutes=1))
        return
    await let_go(uow, group, attempt)
    failed = replace(group.moved(LegMove.FAIL), hold_until=None, updated_at=uow.now)
    saved = await uow.bookings.save(failed)
    uow.emit(facts.of_group("checkout.fail", saved, "system", reason="expired"))


async def let_go(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt | None) -> None:
    """Free the time of every leg, and have an open payment cancelled."""
    for leg in sorted(group.living, key=lambda leg: leg.id):
        await calendars.release(uow, leg.id)
    await uow.unschedule(LAPSE_TIMER, group.id)
    await drop_payment(uow, attempt)


async def drop_payment(uow: UnitOfWork, attempt: Attempt | None) -> None:
    """The open payment is for something else now; a job cancels it at the processor."""
    if attempt is None:
        return
    await uow.bookings.save_attempt(attempt.moved(AttemptMove.REFUSE, uow.now))
    await uow.schedule(RECONCILE_TIMER, attempt.id, uow.now)


def expires_at(group: LinkedBookingGroup) -> datetime:
    return min(group.created_at + DRAFT_LIFE, group.start_at)


async def release_leg(uow: UnitOfWork, leg: Leg) -> None:
    await calendars.release(uow, leg.id)


async def _lock(uow: UnitOfWork, wanted: dict[LegId, list[Calendar]]) -> None:
    # All at once and in one order: leg by leg, two bookings of the same two people could wait for each other.
    await uow.calendar.lock({calendar.resource for of_leg in wanted.values() for calendar in of_leg})
