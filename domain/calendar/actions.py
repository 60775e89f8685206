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
    # A hold that is over keeps nobody out, even when its timer is late.
    await uow.calendar.make_room(leg_id, resources, uow.now)
    holds = [_hold(uow, calendar, session, lbg_id, leg_id, expires_at) for calendar in taken]
    for hold in holds:
        await uow.calendar.add(hold, refusal)
    await uow.schedule(LAPSE_TIMER, leg_id, expires_at)
    return holds


async def extend(uow: UnitOfWork, leg_ids: Sequence[LegId], until: datetime) -> bool:
    """Keep what is held a little longer. False when some of it is not held any more: then nothing is sure."""
    if await uow.calendar.extend(leg_ids, uow.now, until) != frozenset(leg_ids):
        return False
    for leg_id in leg_ids:
        await uow.schedule(LAPSE_TIMER, leg_id, until)
    return True


async def book(uow: UnitOfWork, leg_id: LegId, *, refusal: Conflict) -> None:
    """Turn the leg's holds into bookings; doing it twice is doing it once.

    A hold that lapsed is taken back as long as nobody else has the time, else the refusal is raised.
    """
    holds = [hold for hold in await uow.calendar.of_leg(leg_id) if hold.status is not HoldStatus.RELEASED]
    if not all(hold.keeps_out(uow.now) for hold in holds):
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
