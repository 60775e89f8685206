"""Taking somebody's time, and giving it back. The lbg row is locked before; calendars are locked here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.calendar.holds import Calendar, Hold, HoldStatus, in_lock_order
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import HoldId, LbgId, LegId, Prefix
from domain.ports import UnitOfWork

LAPSE_TIMER: Final = "hold.lapse"


async def place(
    uow: UnitOfWork,
    calendars: Sequence[Calendar],
    session: Span,
    *,
    lbg_id: LbgId,
    leg_id: LegId,
    expires_at: datetime,
    refusal: Conflict,
) -> list[Hold]:
    """Close the calendars to other bookings until `expires_at`, in place of what the leg held before.

    Raises the refusal when a rival was there first. Legs of one booking do not keep each other out.
    """
    taken = in_lock_order(calendars)
    resources = [calendar.resource for calendar in taken]
    await uow.calendar.lock(resources)
    await uow.calendar.release(leg_id)
    # A hold that is over keeps nobody out, even when its timer is late.
    await uow.calendar.lapse(uow.now, resources=resources)
    holds = [_hold(uow, calendar, session, lbg_id, leg_id, expires_at) for calendar in taken]
    for hold in holds:
        await uow.calendar.add(hold, refusal)
    await uow.schedule(LAPSE_TIMER, leg_id, expires_at)
    return holds


async def book(uow: UnitOfWork, leg_id: LegId, *, refusal: Conflict) -> None:
    """Turn the leg's holds into bookings; doing it twice is doing it once.

    A hold that lapsed is taken back as long as nobody else has the time, else the refusal is raised.
    """
    holds = await uow.calendar.of_leg(leg_id)
    resources = {hold.resource for hold in holds}
    await uow.calendar.lock(resources)
    await uow.calendar.lapse(uow.now, resources=resources)
    if not await uow.calendar.book(leg_id, refusal):
        raise refusal
    await uow.unschedule(LAPSE_TIMER, leg_id)


async def release(uow: UnitOfWork, leg_id: LegId) -> None:
    """Give the time back for good: the leg was detached, cancelled or moved."""
    await uow.calendar.release(leg_id)
    await uow.unschedule(LAPSE_TIMER, leg_id)


async def busy(uow: UnitOfWork, calendar: Calendar, within: Span) -> list[Span]:
    """What of the calendar is taken as far as it matters to sessions within the span."""
    around = calendar.buffers.around(within)
    found = await uow.calendar.busy([calendar.resource], around, uow.now)
    return found.get(calendar.resource, [])


def _hold(
    uow: UnitOfWork, calendar: Calendar, session: Span, lbg_id: LbgId, leg_id: LegId, expires_at: datetime
) -> Hold:
    return Hold(
        hold_id=HoldId(uow.new_id(Prefix.HOLD)),
        resource=calendar.resource,
        lbg_id=lbg_id,
        leg_id=leg_id,
        session=session,
        span=calendar.buffers.around(session),
        status=HoldStatus.HELD,
        expires_at=expires_at,
    )
