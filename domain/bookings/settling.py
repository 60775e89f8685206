"""The money is taken: every leg is confirmed in the transaction that writes the money down."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.bookings import facts
from domain.bookings.attempts import Attempt, AttemptMove
from domain.bookings.holding import book_slots
from domain.bookings.leg_policy import ACCEPTANCE_WINDOW
from domain.bookings.model import Leg, LegType, LinkedBookingGroup
from domain.bookings.states import LegMove
from domain.money.processor import Payment
from domain.ports import UnitOfWork
from domain.threads.booking import BookedLeg, BookedParties, bind_booking_thread
from domain.threads.roles import STUDIO as STUDIO_CONTEXT

START_TIMER: Final = "session.start"
END_TIMER: Final = "session.end"
ACCEPT_TIMER: Final = "acceptance.auto_accept"


async def settle(
    uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt, payment: Payment
) -> Attempt:
    """Confirm every leg, book its time, write down charge, shares and deposit, open the conversation."""
    await book_slots(uow, group)
    confirmed = replace(
        group.moved(LegMove.CONFIRM),
        hold_until=None,
        acceptance_until=group.end_at + ACCEPTANCE_WINDOW,
        updated_at=uow.now,
    )
    thread_id = await bind_booking_thread(uow, _parties(confirmed))
    saved = await uow.bookings.save(replace(confirmed, thread_id=thread_id))
    await record_capture(uow, saved, attempt, payment)
    await _schedule(uow, saved)
    _announce(uow, saved, attempt)
    return replace(attempt.moved(AttemptMove.SETTLE, uow.now), error_code=None, error_message=None)
