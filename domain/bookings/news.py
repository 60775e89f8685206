"""What the processor's webhooks mean for a booking. They may come late, early, twice and in any order."""

from domain.bookings.attempts import Attempt, AttemptStatus
from domain.bookings.confirming import begin, require_confirmable
from domain.bookings.paying import refuse
from domain.bookings.policy import no_payment_open
from domain.bookings.saga import asked, drive
from domain.errors import DomainError
from domain.money.processor import Payment, PaymentStatus
from domain.ports import Services


async def hear_of_payment(services: Services, payment: Payment) -> None:
    """Go on with whatever this payment belongs to. The news says where to look, never what is true."""
    async with services.units() as uow:
        attempt = await uow.bookings.attempt_of_intent(payment.id)
    if attempt is None:
        return
    if attempt.status is AttemptStatus.OPEN:
        await _go_on(services, attempt)
        async with services.units() as uow:
            attempt = await uow.bookings.attempt(attempt.id) or attempt
    await drive(services, attempt)


async def _go_on(services: Services, attempt: Attempt) -> None:
    """What the buyer has authorised in the form is meant, even if confirmPayment is never called."""
    payment = await asked(lambda: services.payments.retrieve_payment(attempt.intent_id or ""))
    if payment.status is PaymentStatus.CANCELED:
        await refuse(services, attempt, no_payment_open(attempt.lbg_id))
    if payment.status is not PaymentStatus.AUTHORIZED:
        return
    try:
        async with services.units() as uow:
            group = await uow.bookings.holding(attempt.lbg_id)
            current = await uow.bookings.attempt(attempt.id)
            if group is None or current is None or current.status is not AttemptStatus.OPEN:
                return
            await require_confirmable(uow, group, current)
            await begin(uow, group, current)
    except DomainError as refusal:
        # The slot is lost, or the documents are out of date: what was authorised is given back.
        await refuse(services, attempt, refusal)
