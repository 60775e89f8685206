"""The money is taken: every leg is confirmed in the transaction that writes the money down."""

from dataclasses import dataclass, replace
from typing import Final

from domain.bookings import facts
from domain.bookings.attempts import Attempt, AttemptMove
from domain.bookings.holding import book_slots
from domain.bookings.leg_policy import ACCEPTANCE_WINDOW
from domain.bookings.model import Leg, LegType, LinkedBookingGroup
from domain.bookings.states import LegMove
from domain.bookings.taxes import COMMIT_JOB
from domain.money.capturing import Capture, HeldDeposit, record_capture, record_deposit
from domain.money.entries import LegMoney
from domain.money.model import ChargeSplit
from domain.money.processor import Payment
from domain.ports import UnitOfWork
from domain.profiles.model import Role
from domain.threads.booking import BookedLeg, BookedParties, bind_booking_thread
from domain.threads.roles import STUDIO as STUDIO_CONTEXT
from domain.threads.roles import context_of

START_TIMER: Final = "session.start"
END_TIMER: Final = "session.end"
ACCEPT_TIMER: Final = "acceptance.auto_accept"


@dataclass(frozen=True)
class Taken:
    """What the processor took and holds for an attempt."""

    payment: Payment
    deposit: Payment | None


async def settle(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt, taken: Taken) -> Attempt:
    """Confirm every leg, book its time, open the conversation, write down charge, shares and deposit."""
    await book_slots(uow, group)
    confirmed = replace(
        group.moved(LegMove.CONFIRM),
        hold_until=None,
        acceptance_until=group.end_at + ACCEPTANCE_WINDOW,
        updated_at=uow.now,
    )
    thread_id = await bind_booking_thread(uow, _parties(confirmed))
    saved = await uow.bookings.save(replace(confirmed, thread_id=thread_id))
    await _schedule(uow, saved)
    for leg in saved.living:
        await uow.enqueue(COMMIT_JOB, {"lbg_id": saved.id, "leg_id": leg.id})
    _announce(uow, saved, attempt)
    await _record(uow, saved, attempt, taken)
    return replace(attempt.moved(AttemptMove.SETTLE, uow.now), error_code=None, error_message=None)


async def _record(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt, taken: Taken) -> None:
    studio = group.leg_of(LegType.STUDIO)
    if taken.deposit is not None and studio is not None:
        await record_deposit(uow, HeldDeposit(studio.id, group.id, taken.deposit))
    # Last of all: the ledger's head is locked from here to the commit.
    await record_capture(
        uow,
        Capture(
            charge_id=attempt.id,
            lbg_id=group.id,
            order_id=group.order_id,
            method=attempt.method.kind,
            splits=tuple(ChargeSplit(money_of(leg), leg.seller_id) for leg in group.living),
            payment=taken.payment,
        ),
    )


def money_of(leg: Leg) -> LegMoney:
    """The money of a leg as it is frozen with the charge."""
    return LegMoney(
        lbg_id=leg.lbg_id,
        leg_id=leg.id,
        subtotal=leg.price.subtotal,
        service_tax=leg.price.tax,
        fee=leg.price.platform_fee,
        fee_tax=leg.price.platform_fee_tax,
        platform_is_merchant=leg.price.platform_is_merchant,
    )


def _parties(group: LinkedBookingGroup) -> BookedParties:
    return BookedParties(
        lbg_id=group.id,
        order_id=group.order_id,
        buyer_id=group.buyer_id,
        city=group.city,
        legs=tuple(_booked(leg) for leg in group.living),
    )


def _booked(leg: Leg) -> BookedLeg:
    is_studio = leg.type is LegType.STUDIO
    context = STUDIO_CONTEXT if is_studio else context_of(Role(leg.scope.role.upper()))
    return BookedLeg(leg.id, leg.seller_id, context, is_studio=is_studio)


async def _schedule(uow: UnitOfWork, group: LinkedBookingGroup) -> None:
    """What time will do to a confirmed booking, in the order it will happen."""
    await uow.schedule(START_TIMER, group.id, group.start_at)
    await uow.schedule(END_TIMER, group.id, group.end_at)
    await uow.schedule(ACCEPT_TIMER, group.id, group.end_at + ACCEPTANCE_WINDOW)


def _announce(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt) -> None:
    uow.emit(facts.of_payment("payment.capture.succeeded", group, attempt, "processor"))
    for leg in group.living:
        uow.emit(facts.of_leg("calendar.blocked", group, leg, "system", user_id=leg.seller_id))
    for name in ("lbg.confirmed", "checkout.success", "booking.confirmed"):
        uow.emit(facts.of_group(name, group, group.buyer_id, user_id=group.buyer_id))
