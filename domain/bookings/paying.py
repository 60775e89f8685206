"""Opening the one payment of a booking. Our row names it first, so asking twice can never open two."""

from dataclasses import dataclass, replace

from domain.accounts.model import Account
from domain.bookings import facts, policy
from domain.bookings.attempts import Attempt, AttemptMove, AttemptStatus, Method
from domain.bookings.documents import docs_required, outdated_legs
from domain.bookings.holding import drop_payment, held_on
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.reading import holding_own
from domain.bookings.wishes import invalid
from domain.errors import Conflict, DomainError, PaymentRequired
from domain.ids import ChargeId, LbgId, OrderId, Prefix, UserId
from domain.money.payers import customer_for
from domain.money.processor import CaptureMode, MethodKind, Payment, PaymentOrder, PaymentStatus
from domain.ports import Services, UnitOfWork
from domain.validation import Problems
from domain.viewer import Viewer

MOST_REFERENCE = 255


@dataclass(frozen=True)
class PaymentWish:
    """How the buyer wants to pay; unchecked, as it came."""

    kind: str
    saved_method: str | None = None
    token: str | None = None
    save_for_later: bool = False
    capture: str = CaptureMode.AUTOMATIC


@dataclass(frozen=True)
class OpenPayment:
    """The attempt as we keep it, and the payment as the processor sees it now."""

    attempt: Attempt
    payment: Payment
    group: LinkedBookingGroup


async def create_payment_intent(
    services: Services, viewer: Viewer, *, lbg_id: str | None, order_id: str | None, wish: PaymentWish
) -> OpenPayment:
    """Open the payment, or answer the one that is open as long as it still fits; else it is replaced."""
    buyer = viewer.require_user()
    method = checked_method(wish)
    async with services.units() as uow:
        named = await _named(uow, lbg_id, order_id)
        group, attempt, account = await _reserve(uow, buyer, named, method, wish.capture)
    services.checkpoint("intent.reserved")
    if attempt.status is AttemptStatus.OPENING:
        return await _open(services, group, attempt, account)
    payment = await services.payments.retrieve_payment(attempt.intent_id or "")
    if payment.status is PaymentStatus.CANCELED:
        await refuse(services, attempt, policy.no_payment_open(group.id))
        raise policy.no_payment_open(group.id)
    return OpenPayment(attempt, payment, group)


def checked_method(wish: PaymentWish) -> Method:
    """Raises VALIDATION_FAILED, or CHK_ACH_NOT_VERIFIED: no bank account can be linked yet."""
    problems = Problems("method.")
    problems.one_of("kind", wish.kind, {kind.value for kind in MethodKind})
    for name, value in (("paymentMethodId", wish.saved_method), ("token", wish.token)):
        if value is not None:
            problems.text(name, value, MOST_REFERENCE)
    both = wish.saved_method is not None and wish.token is not None
    problems.require("token", "Give a saved method or a token, not both.", ok=not both)
    _top(problems).one_of("capture", wish.capture, {mode.value for mode in CaptureMode})
    problems.raise_if_any()
    if wish.kind == MethodKind.ACH_DEBIT:
        raise PaymentRequired(
            "CHK_ACH_NOT_VERIFIED", "No verified bank account is linked.", hint="Pay by card or wallet."
        )
    return Method(wish.kind, wish.saved_method or wish.token, wish.save_for_later)


def _top(problems: Problems) -> Problems:
    top = Problems()
    top.fields = problems.fields
    return top


async def _named(uow: UnitOfWork, lbg_id: str | None, order_id: str | None) -> LbgId:
    if lbg_id is None and order_id is None:
        raise invalid("draftId", "Name the booking by draftId or by orderId.")
    of_order = await uow.bookings.id_of_order(OrderId(order_id)) if order_id is not None else None
    if order_id is not None and of_order is None:
        raise policy.unknown_booking()
    if lbg_id is not None and of_order not in {None, lbg_id}:
        raise invalid("orderId", "draftId and orderId name different bookings.")
    return LbgId(lbg_id or of_order or "")


async def _reserve(
    uow: UnitOfWork, buyer: UserId, lbg_id: LbgId, method: Method, capture: str
) -> tuple[LinkedBookingGroup, Attempt, Account]:
    """The attempt to go on with: the open one while it fits, else a new one that takes its place."""
    group = await holding_own(uow, buyer, lbg_id)
    await require_payable(uow, group)
    attempt = await uow.bookings.live_attempt(lbg_id)
    if attempt is not None and attempt.is_running:
        raise Conflict("ORDER_STATE_INVALID", "The payment is being confirmed.", hint="Wait for the outcome.")
    if attempt is None or not attempt.pays(group.amount_due, group.deposit, method):
        await drop_payment(uow, attempt)
        attempt = _new_attempt(uow, group, method, capture)
        await uow.bookings.add_attempt(attempt)
    account = await uow.accounts.by_id(buyer)
    if account is None:
        raise policy.unknown_booking()
    held = await held_on(uow, group)
    if held != group:
        held = await uow.bookings.save(replace(held, updated_at=uow.now))
    return held, attempt, account


async def require_payable(uow: UnitOfWork, group: LinkedBookingGroup) -> None:
    """Raises ORDER_STATE_INVALID, or CHK_DOCS_REQUIRED with the step that is missing."""
    refusal = policy.why_not_paid(group, uow.now)
    if refusal is not None and refusal.code == "CHK_DOCS_REQUIRED":
        raise await docs_required(uow, group)
    policy.require(refusal)
    if await outdated_legs(uow, group):
        raise policy.docs_required(group.id, hint="The booking changed; issue and sign its documents anew.")


def _new_attempt(uow: UnitOfWork, group: LinkedBookingGroup, method: Method, capture: str) -> Attempt:
    return Attempt(
        id=ChargeId(uow.new_id(Prefix.CHARGE)),
        lbg_id=group.id,
        status=AttemptStatus.OPENING,
        amount=group.amount_due,
        deposit=group.deposit,
        method=method,
        capture=capture,
        created_at=uow.now,
        updated_at=uow.now,
    )


async def _open(
    services: Services, group: LinkedBookingGroup, attempt: Attempt, account: Account
) -> OpenPayment:
    try:
        payment, deposit = await _open_at_processor(services, group, attempt, account)
    except PaymentRequired as refusal:
        await refuse(services, attempt, refusal)
        raise with_another_payment(refusal, group.id) from None
    services.checkpoint("intent.opened")
    opened = await _keep_opened(services, attempt, payment, deposit)
    services.checkpoint("intent.kept")
    if opened.status in {AttemptStatus.RELEASING, AttemptStatus.RELEASED}:
        # It was replaced before its id was known here, so nobody else can let it go.
        await services.payments.cancel_payment(payment.id, key=attempt.key("cancel"))
        raise Conflict("ORDER_STATE_INVALID", "Another payment was opened meanwhile.", hint="Use that one.")
    return OpenPayment(opened, payment, group)


async def _open_at_processor(
    services: Services, group: LinkedBookingGroup, attempt: Attempt, account: Account
) -> tuple[Payment, Payment | None]:
    payments = services.payments
    order = PaymentOrder(
        amount=attempt.amount,
        customer=await customer_for(services, account),
        group=group.order_id,
        # Always by hand, whatever was asked for: an authorisation can still be given back (decision 035).
        capture=CaptureMode.MANUAL,
        kind=MethodKind(attempt.method.kind),
        method=attempt.method.reference,
        # The deposit is authorised with the same method, which has to outlive its first use for that.
        save_for_later=attempt.method.save_for_later or attempt.needs_deposit,
        metadata={"lbg_id": group.id, "charge_id": attempt.id},
    )
    payment = await payments.open_payment(order, key=attempt.key("open"))
    if not attempt.needs_deposit:
        return payment, None
    held = replace(order, amount=attempt.deposit, method=None, save_for_later=False)
    return payment, await payments.open_deposit(held, key=attempt.key("open-deposit"))


async def _keep_opened(
    services: Services, attempt: Attempt, payment: Payment, deposit: Payment | None
) -> Attempt:
    async with services.units() as uow:
        group = await uow.bookings.holding(attempt.lbg_id)
        current = await uow.bookings.attempt(attempt.id)
        if group is None or current is None or current.status is not AttemptStatus.OPENING:
            # A rival call with the same keys has kept the same payment already, or it was replaced.
            return current or attempt
        opened = replace(
            current.moved(AttemptMove.OPEN, uow.now),
            intent_id=payment.id,
            client_secret=payment.client_secret,
            deposit_intent_id=deposit.id if deposit else None,
            deposit_client_secret=deposit.client_secret if deposit else None,
        )
        await uow.bookings.save_attempt(opened)
        uow.emit(facts.of_payment("payment.intent.created", group, opened, group.buyer_id))
        return opened


async def refuse(services: Services, attempt: Attempt, why: DomainError) -> None:
    """Give an attempt up; a job lets go of whatever it got hold of."""
    async with services.units() as uow:
        group = await uow.bookings.holding(attempt.lbg_id)
        current = await uow.bookings.attempt(attempt.id)
        if group is None or current is None or current.status is not attempt.status:
            return
        refused = replace(current, error_code=why.code, error_message=str(why))
        await drop_payment(uow, refused)
        uow.emit(facts.of_payment("payment.intent.failed", group, refused, "processor"))


def with_another_payment(refusal: DomainError, lbg_id: LbgId) -> PaymentRequired:
    return PaymentRequired(
        "PAYMENT_FAILED",
        str(refusal),
        hint=refusal.hint or "Try another card.",
        remedies=(policy.opening_another(lbg_id),),
        facts=refusal.facts,
    )
