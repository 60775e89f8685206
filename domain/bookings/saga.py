"""The confirmation of a payment, step by step (decision 035).

Each step asks the processor under the attempt's own keys, then moves the attempt on in one transaction, and
only if nobody else has moved it meanwhile. So any number of drivers (the buyer's call, a second one, a
webhook, a timer after a crash) may work on one attempt at once: they have the same effects, each once, and
reach the same end.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from domain.bookings import facts
from domain.bookings.attempts import SETTLED, Attempt, AttemptMove, AttemptStatus
from domain.bookings.documents import outdated_legs, with_documents_checked
from domain.bookings.holding import RECONCILE_TIMER, held_until, hold_end
from domain.bookings.leg_policy import HOLD_LENGTH, RECONCILE_AFTER
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.settling import Taken, settle
from domain.errors import Conflict, DomainError, PaymentRequired, Unavailable
from domain.ids import ChargeId
from domain.money.processor import Payment, PaymentStatus
from domain.ports import Services, UnitOfWork

# The issuer wants a step, or the payment form was never filled in.
_BUYERS_TURN: Final = frozenset({PaymentStatus.ACTION_REQUIRED, PaymentStatus.METHOD_REQUIRED})

Change = Callable[[UnitOfWork, LinkedBookingGroup, Attempt], Awaitable[Attempt]]
Step = Callable[[Services, Attempt], Awaitable[Attempt]]


async def drive(services: Services, attempt: Attempt) -> Attempt:
    """Take an attempt as far as it goes. Raises UNAVAILABLE without an answer; then a timer goes on.

    It may have moved on since it was seen: every step finds that out under the lock.
    """
    while (step := STEPS.get(attempt.status)) is not None:
        attempt = await step(services, attempt)
    return attempt


async def reconcile(services: Services, charge_id: ChargeId) -> None:
    """Look after an attempt that may have been left in the middle; again and again until it is settled."""
    async with services.units() as uow:
        attempt = await uow.bookings.attempt(charge_id)
        if attempt is None or STEPS.get(attempt.status) is None:
            return
        await uow.schedule(RECONCILE_TIMER, charge_id, uow.now + RECONCILE_AFTER)
    # Without an answer there is nothing to repair here: the timer asks again, however long that takes.
    with suppress(Unavailable):
        await drive(services, attempt)


async def authorize(services: Services, attempt: Attempt) -> Attempt:
    """Ask the issuer for the price, then for the deposit; then decide, under lock, whether to go through."""
    try:
        payment = await _authorized_price(services, attempt)
        services.checkpoint("confirm.authorized")
        if payment.status is PaymentStatus.AUTHORIZED and attempt.needs_deposit:
            payment = await _authorized_deposit(services, attempt, payment)
            services.checkpoint("confirm.deposit_authorized")
    except (PaymentRequired, Conflict) as refusal:
        return await advance(services, attempt, _refusing(refusal))
    decided = await advance(services, attempt, _outcome(payment))
    services.checkpoint("confirm.decided")
    return decided


async def capture(services: Services, attempt: Attempt) -> Attempt:
    """Take the money, then confirm every leg. From here there is no way back, only forward."""
    payment = await asked(lambda: _captured(services, attempt))
    if payment.status is not PaymentStatus.SUCCEEDED:
        refusal = all_or_nothing(f"The payment is {payment.status}.")
        return await advance(services, attempt, _refusing(refusal))
    services.checkpoint("confirm.captured")
    taken = Taken(payment, await _held_deposit(services, attempt))

    async def settled(uow: UnitOfWork, group: LinkedBookingGroup, current: Attempt) -> Attempt:
        done = await settle(uow, group, current, taken)
        services.checkpoint("confirm.settling")
        return done

    done = await advance(services, attempt, settled)
    services.checkpoint("confirm.settled")
    return done


async def release(services: Services, attempt: Attempt) -> Attempt:
    """Give back whatever was authorised; what was never opened at the processor needs nothing."""
    if attempt.intent_id is not None:
        intent = attempt.intent_id
        await asked(lambda: services.payments.cancel_payment(intent, key=attempt.key("cancel")))
    if attempt.deposit_intent_id is not None:
        held = attempt.deposit_intent_id
        await asked(lambda: services.payments.release_deposit(held, key=attempt.key("release-deposit")))
    services.checkpoint("confirm.released")
    return await advance(services, attempt, _free)


STEPS: Final[Mapping[AttemptStatus, Step]] = MappingProxyType(
    {
        AttemptStatus.AUTHORIZING: authorize,
        AttemptStatus.CAPTURING: capture,
        AttemptStatus.RELEASING: release,
    }
)


async def advance(services: Services, seen: Attempt, change: Change) -> Attempt:
    """Apply a change to the attempt if it still stands where it was seen; else answer where it stands now."""
    async with services.units() as uow:
        group = await uow.bookings.holding(seen.lbg_id)
        current = await uow.bookings.attempt(seen.id)
        if group is None or current is None or current.status is not seen.status:
            return current or seen
        moved = await change(uow, group, current)
        await uow.bookings.save_attempt(moved)
        if moved.status in SETTLED or moved.status is AttemptStatus.OPEN:
            await uow.unschedule(RECONCILE_TIMER, moved.id)
        return moved


async def asked(call: Callable[[], Awaitable[Payment]]) -> Payment:
    """Ask once more when no answer came: under the same key the first answer is given again."""
    try:
        return await call()
    except Unavailable:
        return await call()


def all_or_nothing(cause: str) -> Conflict:
    return Conflict(
        "CHK_ATOMIC_FAIL",
        f"One part of the booking could not be confirmed, so none was, and nothing was charged. {cause}",
        hint="Try another card.",
    )


async def _authorized_price(services: Services, attempt: Attempt) -> Payment:
    intent = attempt.intent_id or ""
    payment = await asked(lambda: services.payments.retrieve_payment(intent))
    if payment.status is not PaymentStatus.CONFIRMATION_REQUIRED:
        return payment
    key = attempt.key("authorize")
    return await asked(lambda: services.payments.confirm_payment(intent, key=key))


async def _authorized_deposit(services: Services, attempt: Attempt, price: Payment) -> Payment:
    held = attempt.deposit_intent_id or ""
    deposit = await asked(lambda: services.payments.retrieve_payment(held))
    if deposit.status is not PaymentStatus.METHOD_REQUIRED or deposit.decline is not None:
        return deposit
    key = attempt.key("authorize-deposit")
    try:
        return await asked(lambda: services.payments.authorise_deposit(held, key=key, method=price.method))
    except PaymentRequired as refusal:
        raise all_or_nothing(str(refusal)) from None


def _outcome(payment: Payment) -> Change:
    """What the last answer of the issuer means: take the money, wait for the buyer, or give up."""
    if payment.status is PaymentStatus.AUTHORIZED:
        return _decide
    if payment.decline is not None:
        return _refusing(PaymentRequired("PAYMENT_FAILED", payment.decline.message))
    if payment.status in _BUYERS_TURN:
        return _wait
    return _refusing(all_or_nothing(f"The payment is {payment.status}."))


async def _captured(services: Services, attempt: Attempt) -> Payment:
    """The payment after the capture; a refusal is believed only once the payment itself says so."""
    intent = attempt.intent_id or ""
    try:
        return await services.payments.capture_payment(intent, key=attempt.key("capture"))
    except PaymentRequired:
        return await services.payments.retrieve_payment(intent)


async def _held_deposit(services: Services, attempt: Attempt) -> Payment | None:
    if not attempt.needs_deposit:
        return None
    return await asked(lambda: services.payments.retrieve_payment(attempt.deposit_intent_id or ""))


async def _decide(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt) -> Attempt:
    """The last look before the money is taken: what was signed is still what is paid."""
    if await outdated_legs(uow, group):
        await uow.bookings.save(replace(await with_documents_checked(uow, group), updated_at=uow.now))
        group = await uow.bookings.holding(group.id) or group
        return await _refuse(uow, group, attempt, reissue_required())
    await uow.schedule(RECONCILE_TIMER, attempt.id, uow.now + RECONCILE_AFTER)
    return attempt.moved(AttemptMove.DECIDE, uow.now)


def reissue_required() -> Conflict:
    return Conflict(
        "DOC_REISSUE_REQUIRED",
        "The booking changed after its documents were issued; they must be issued and signed anew.",
    )


def _refusing(refusal: DomainError) -> Change:
    async def refuse(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt) -> Attempt:
        return await _refuse(uow, group, attempt, refusal)

    return refuse


async def _refuse(
    uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt, refusal: DomainError
) -> Attempt:
    """It will not be: the legs stay as they were, and the time is kept for another try."""
    await _keep_for_buyer(uow, group)
    refused = replace(
        attempt.moved(AttemptMove.REFUSE, uow.now), error_code=refusal.code, error_message=str(refusal)
    )
    await uow.schedule(RECONCILE_TIMER, attempt.id, uow.now + RECONCILE_AFTER)
    uow.emit(facts.of_payment("payment.intent.failed", group, refused, "processor"))
    uow.emit(facts.of_group("checkout.fail", group, "system", error_code=refusal.code))
    return refused


async def _wait(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt) -> Attempt:
    """The issuer, or the payment form, wants something of the buyer first."""
    await _keep_for_buyer(uow, group)
    waiting = replace(attempt.moved(AttemptMove.WAIT, uow.now), error_code="CHK_CARD_ACTION_REQUIRED")
    uow.emit(facts.of_payment("payment.intent.requires_action", group, waiting, "processor"))
    return waiting


async def _free(uow: UnitOfWork, _: LinkedBookingGroup, attempt: Attempt) -> Attempt:
    return attempt.moved(AttemptMove.FREE, uow.now)


async def _keep_for_buyer(uow: UnitOfWork, group: LinkedBookingGroup) -> None:
    """The hold of the confirmation becomes an ordinary one again, with a fresh stretch."""
    until = hold_end(group, uow.now) or uow.now + HOLD_LENGTH
    held = await held_until(uow, group, until)
    await uow.bookings.save(replace(held, updated_at=uow.now))
