"""What is announced about a booking, named as in the event catalogue, and how its followers hear of it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from domain.bookings.attempts import Attempt
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.facts import Fact
from domain.ids import LbgId

TOPIC: Final = "lbg:"

# Fact name to CheckoutEvent.type. A fact that is not listed is not told to followers.
EVENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "checkout.start": "checkout.updated",
        "leg.create": "checkout.updated",
        "calendar.blocked": "checkout.updated",
        "checkout.fail": "checkout.updated",
        "payment.intent.created": "checkout.updated",
        "acceptance.window.start": "checkout.updated",
        "doc.pack.issued": "docs.issued",
        "doc.pack.signed": "docs.signed",
        "payment.intent.requires_action": "payment.requires_action",
        "payment.intent.failed": "payment.failed",
        "payment.capture.failed": "payment.failed",
        "payment.capture.succeeded": "payment.succeeded",
        "lbg.confirmed": "lbg.confirmed",
        "leg.in_progress": "leg.in_progress",
        "leg.completed": "leg.completed",
        "booking.cancelled.buyer": "leg.cancelled",
        "booking.cancelled.provider": "leg.cancelled",
        "amendment.added": "amendment.added",
        "refund.created": "refund.updated",
        "refund.succeeded": "refund.updated",
        "refund.failed": "refund.updated",
        "deposit.auth.authorized": "deposit.updated",
        "deposit.auth.captured": "deposit.updated",
        "deposit.auth.voided": "deposit.updated",
        "deposit.auth.expired": "deposit.updated",
        "payout.queued": "payout.updated",
        "payout.in_transit": "payout.updated",
        "payout.paid": "payout.updated",
        "payout.failed": "payout.updated",
        "payout.paused": "payout.updated",
        "payout.canceled": "payout.updated",
    }
)


def topic_of(lbg_id: LbgId) -> str:
    return f"{TOPIC}{lbg_id}"


def of_group(name: str, group: LinkedBookingGroup, actor: str, **ids: str | int | bool | None) -> Fact:
    """A fact about the whole booking; every party may hear of it, money left out for sellers."""
    known = {"lbg_id": group.id, "order_id": group.order_id, "status": group.status.value}
    return Fact(name, group.id, {**known, **ids}, (topic_of(group.id),), actor)


def of_leg(
    name: str, group: LinkedBookingGroup, leg: Leg, actor: str, **ids: str | int | bool | None
) -> Fact:
    """A fact about one leg; it is told to the buyer and to the seller of that leg."""
    told = of_group(name, group, actor, leg_id=leg.id, **ids)
    return replace(told, subject=leg.id)


def of_payment(name: str, group: LinkedBookingGroup, attempt: Attempt, actor: str) -> Fact:
    """A fact about the one charge; `error_code` says what stood in the way."""
    return of_group(
        name,
        group,
        actor,
        charge_id=attempt.id,
        amount_cents=attempt.amount.cents,
        error_code=attempt.error_code,
    )
