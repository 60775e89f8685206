"""Who may do what to a booking, and when. Each rule says why not, so that a client can be told beforehand."""

from datetime import datetime
from enum import StrEnum

from domain.bookings.model import LegType
from domain.bookings.standing import PaymentStanding, Standing
from domain.bookings.states import LegStatus
from domain.errors import Conflict, DomainError, Forbidden, NotFound, PaymentRequired, Remedy
from domain.ids import LbgId, UserId


class Side(StrEnum):
    BUYER = "buyer"
    SELLER = "seller"


def side_of(group: Standing, user_id: UserId) -> Side:
    return Side.BUYER if user_id == group.buyer_id else Side.SELLER


def unknown_booking() -> NotFound:
    """The answer to whoever takes no part in it: that it exists is nobody else's business."""
    return NotFound("NOT_FOUND", "There is no such booking.")


def require_buyer(group: Standing, user_id: UserId) -> None:
    if user_id != group.buyer_id:
        raise Forbidden("FORBIDDEN", "Only the buyer of this booking may do that.")


def require(refusal: DomainError | None) -> None:
    if refusal is not None:
        raise refusal


def why_not_changed(group: Standing, attempt: PaymentStanding | None) -> DomainError | None:
    """Why the legs of a checkout may not be changed now."""
    if not group.is_draft:
        return Conflict("ORDER_STATE_INVALID", f"The booking is {group.status}; its legs stay as they are.")
    if attempt is not None and attempt.is_running:
        return Conflict(
            "ORDER_STATE_INVALID",
            "The payment is being confirmed.",
            hint="Wait for the outcome; checkoutStatus tells it.",
        )
    return None


def why_not_attached(group: Standing, attempt: PaymentStanding | None) -> DomainError | None:
    refusal = why_not_changed(group, attempt)
    if refusal is None and group.leg_of(LegType.STUDIO) is not None:
        return Conflict(
            "ORDER_STATE_INVALID",
            "The booking has a studio already.",
            hint="Take it out first.",
            remedies=_detaching(group),
        )
    return refusal


def why_not_detached(group: Standing, attempt: PaymentStanding | None) -> DomainError | None:
    refusal = why_not_changed(group, attempt)
    if refusal is None and group.leg_of(LegType.STUDIO) is None:
        return NotFound("NOT_FOUND", "There is no studio in this checkout.")
    if refusal is None and group.leg_of(LegType.TALENT) is None:
        return Conflict(
            "ORDER_STATE_INVALID", "The studio is all that is booked; leave the checkout instead."
        )
    return refusal


def why_not_documented(group: Standing, attempt: PaymentStanding | None) -> DomainError | None:
    """Why no documents may be issued now."""
    return why_not_changed(group, attempt)


def why_not_paid(group: Standing, now: datetime) -> DomainError | None:
    """Why no payment may be opened, or confirmed, now."""
    if not group.is_draft:
        return Conflict("ORDER_STATE_INVALID", f"The booking is {group.status}; there is nothing to pay.")
    if now >= group.start_at:
        return Conflict("ORDER_STATE_INVALID", "The session would have begun; start a new checkout.")
    if group.status is not LegStatus.AWAITING_PAYMENT:
        return docs_required(group.id)
    return None


def why_not_confirmed(group: Standing, attempt: PaymentStanding | None, now: datetime) -> DomainError | None:
    refusal = why_not_paid(group, now)
    if refusal is not None and refusal.code == "ORDER_STATE_INVALID":
        return Conflict("CHK_ATOMIC_FAIL", f"Nothing was confirmed or charged. {refusal}")
    if refusal is None and (attempt is None or attempt.intent_id is None):
        return no_payment_open(group.id)
    return refusal


def no_payment_open(lbg_id: LbgId) -> PaymentRequired:
    return PaymentRequired(
        "PAYMENT_FAILED",
        "No payment is open for this booking.",
        hint="Open one, then confirm.",
        remedies=(opening_another(lbg_id),),
    )


def opening_another(lbg_id: LbgId) -> Remedy:
    variables = {"draftId": lbg_id, "method": {"kind": "card"}}
    return Remedy("createPaymentIntent", variables, "Open a new payment")


def why_not_completed(group: Standing, now: datetime) -> DomainError | None:
    if group.status not in {LegStatus.CONFIRMED, LegStatus.IN_PROGRESS}:
        return Conflict("ORDER_STATE_INVALID", f"A booking that is {group.status} cannot be accepted.")
    if now < group.start_at:
        return Conflict(
            "ORDER_STATE_INVALID",
            "The session has not begun.",
            hint=f"It can be accepted from {group.start_at:%Y-%m-%dT%H:%MZ}.",
        )
    return None


def docs_required(
    lbg_id: LbgId, remedies: tuple[Remedy, ...] | None = None, hint: str | None = None
) -> Conflict:
    """Without remedies of its own: the documents have to be issued (again)."""
    issuing = (Remedy("createDocPack", {"draftId": lbg_id}, "Issue the documents"),)
    return Conflict(
        "CHK_DOCS_REQUIRED",
        "Every document of every leg has to be signed before anything is paid.",
        hint=hint or "Issue the documents, then have every signer sign.",
        remedies=issuing if remedies is None else remedies,
    )


def _detaching(group: Standing) -> tuple[Remedy, ...]:
    return (Remedy("detachStudio", {"draftId": group.id}, "Take the studio out"),)
