"""confirmPayment: every leg is confirmed and one charge captured, or nothing changes at all."""

from dataclasses import replace

from domain.bookings import facts, policy
from domain.bookings.attempts import Attempt, AttemptMove, AttemptStatus
from domain.bookings.documents import docs_required, outdated_legs
from domain.bookings.holding import LAPSE_TIMER, RECONCILE_TIMER, keep_slots
from domain.bookings.leg_policy import CONFIRMING_HOLD, RECONCILE_AFTER
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.paying import with_another_payment
from domain.bookings.reading import holding_own
from domain.bookings.saga import all_or_nothing, drive, reissue_required
from domain.errors import Conflict, DomainError, PaymentRequired, Remedy, Unavailable
from domain.ids import LbgId, UserId
from domain.ports import Services, UnitOfWork
from domain.viewer import Viewer


async def confirm_payment(
    services: Services, viewer: Viewer, lbg_id: LbgId
) -> tuple[LinkedBookingGroup, Attempt]:
    """Safe to call twice, or at once. Raises the refusal, with nothing charged and every leg as it was."""
    buyer = viewer.require_user()
    async with services.units() as uow:
        attempt = await _begun(uow, buyer, lbg_id)
    services.checkpoint("confirm.begun")
    try:
        settled = await drive(services, attempt)
    except Unavailable as silence:
        raise _to_be_continued(silence, lbg_id) from None
    if settled.status is not AttemptStatus.CAPTURED:
        raise refusal_of(settled)
    async with services.units() as uow:
        group = await uow.bookings.seen_by(buyer, lbg_id)
    if group is None:
        raise policy.unknown_booking()
    return group, settled


async def begin(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt) -> Attempt:
    """Check everything that money will be taken for, and keep it from changing until the outcome is known."""
    if await outdated_legs(uow, group):
        raise _reissue(group.id)
    if not attempt.pays(group.amount_due, group.deposit, attempt.method):
        raise _with_new_payment(all_or_nothing("Its price has changed."), group.id)
    until = uow.now + CONFIRMING_HOLD
    await keep_slots(uow, group, until)
    await uow.unschedule(LAPSE_TIMER, group.id)
    await uow.schedule(RECONCILE_TIMER, attempt.id, uow.now + RECONCILE_AFTER)
    await uow.bookings.save(replace(group, hold_until=until, updated_at=uow.now))
    begun = replace(attempt.moved(AttemptMove.BEGIN, uow.now), error_code=None, error_message=None)
    await uow.bookings.save_attempt(begun)
    uow.emit(facts.of_group("checkout.confirm", group, group.buyer_id))
    return begun


def refusal_of(attempt: Attempt) -> DomainError:
    """What an attempt that did not end in a capture means to the buyer, and how to go on."""
    message = attempt.error_message or "The payment did not go through."
    match attempt.error_code:
        case "CHK_CARD_ACTION_REQUIRED":
            return action_required(attempt)
        case "DOC_REISSUE_REQUIRED":
            return _reissue(attempt.lbg_id)
        case "CHK_ATOMIC_FAIL":
            return _with_new_payment(
                Conflict("CHK_ATOMIC_FAIL", message, hint="Try another card."), attempt.lbg_id
            )
        case _:
            return with_another_payment(PaymentRequired("PAYMENT_FAILED", message), attempt.lbg_id)


def action_required(attempt: Attempt) -> PaymentRequired:
    secrets = {"clientSecret": attempt.client_secret, "depositClientSecret": attempt.deposit_client_secret}
    return PaymentRequired(
        "CHK_CARD_ACTION_REQUIRED",
        "The card issuer wants a further step.",
        hint="Complete it in the payment form with the clientSecret, then confirm again.",
        remedies=(Remedy("confirmPayment", {"draftId": attempt.lbg_id}, "Confirm after the step"),),
        facts={name: secret for name, secret in secrets.items() if secret},
    )


async def _begun(uow: UnitOfWork, buyer: UserId, lbg_id: LbgId) -> Attempt:
    """The attempt that is, or has been, confirmed."""
    group = await holding_own(uow, buyer, lbg_id)
    attempt = await uow.bookings.live_attempt(lbg_id)
    if attempt is not None and (attempt.is_running or attempt.status is AttemptStatus.CAPTURED):
        return attempt
    await require_confirmable(uow, group, attempt)
    if attempt is None:
        raise policy.no_payment_open(lbg_id)
    return await begin(uow, group, attempt)


async def require_confirmable(uow: UnitOfWork, group: LinkedBookingGroup, attempt: Attempt | None) -> None:
    """Raises CHK_DOCS_REQUIRED with the step that is missing, CHK_ATOMIC_FAIL, or PAYMENT_FAILED."""
    refusal = policy.why_not_confirmed(group, attempt, uow.now)
    if refusal is not None and refusal.code == "CHK_DOCS_REQUIRED":
        raise await docs_required(uow, group)
    policy.require(refusal)


def _reissue(lbg_id: LbgId) -> Conflict:
    refusal = reissue_required()
    remedy = Remedy("createDocPack", {"draftId": lbg_id}, "Issue the documents anew")
    return Conflict(refusal.code, str(refusal), remedies=(remedy,))


def _with_new_payment(refusal: Conflict, lbg_id: LbgId) -> Conflict:
    return Conflict(refusal.code, str(refusal), hint=refusal.hint, remedies=(policy.opening_another(lbg_id),))


def _to_be_continued(silence: Unavailable, lbg_id: LbgId) -> Unavailable:
    return Unavailable(
        silence.code,
        "The payment processor does not answer; the confirmation goes on as soon as it does.",
        hint="Watch checkoutStatus, or ask again: nothing is charged twice.",
        remedies=(Remedy("confirmPayment", {"draftId": lbg_id}, "Ask again"),),
    )
