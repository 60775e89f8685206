"""Who hears what of a booking: its live events and its history, without anybody else's money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from domain.bookings.facts import EVENT_TYPES
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.policy import Side, side_of
from domain.facts import LiveEvent
from domain.ids import LegId, PackId, UserId

# How the buyer's payment is getting on is between the buyer and the bank.
BUYERS_ONLY: Final = frozenset(
    {
        "payment.intent.created",
        "payment.intent.requires_action",
        "payment.intent.failed",
        "payment.capture.failed",
        "checkout.confirm",
    }
)

SUMMARIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "checkout.start": "The checkout was started.",
        "leg.create": "A leg was added.",
        "checkout.confirm": "The payment is being confirmed.",
        "checkout.fail": "The checkout did not go on.",
        "calendar.blocked": "The time is booked.",
        "doc.pack.issued": "The documents were issued.",
        "doc.pack.signed": "The documents are signed.",
        "doc.pack.superseded": "Newer documents took the place of these.",
        "doc.pack.voided": "The documents no longer hold.",
        "payment.intent.created": "A payment was opened.",
        "payment.intent.requires_action": "The card issuer asked for a further step.",
        "payment.intent.failed": "The payment did not go through.",
        "payment.capture.succeeded": "The payment was made.",
        "payment.capture.failed": "The payment could not be taken.",
        "lbg.confirmed": "The booking is confirmed.",
        "leg.in_progress": "The session has begun.",
        "acceptance.window.start": "The session is over; the buyer may accept it.",
        "acceptance.buyer.accept": "The buyer accepted the session.",
        "acceptance.auto_accept": "Nobody objected in time; the session counts as accepted.",
        "leg.completed": "The leg is completed.",
        "booking.cancelled.buyer": "A leg was taken out.",
        "booking.cancelled.provider": "A seller cancelled.",
        "deposit.auth.authorized": "The studio's deposit is held.",
        "deposit.auth.captured": "Part of the deposit was taken.",
        "deposit.auth.voided": "The deposit was released.",
        "deposit.auth.expired": "The hold of the deposit ran out.",
        "payout.queued": "The payout is queued.",
        "payout.in_transit": "The payout is on its way.",
        "payout.paid": "The payout has arrived.",
        "payout.failed": "The payout failed.",
        "payout.paused": "The payout waits.",
        "payout.canceled": "The payout was cancelled.",
    }
)


@dataclass(frozen=True)
class CheckoutEvent:
    """One live event, as one of the parties may see it. `status` is None where the fact did not say."""

    type: str
    at: datetime
    leg_id: LegId | None = None
    pack_id: PackId | None = None
    status: str | None = None
    error_code: str | None = None
    message: str | None = None
    amount_cents: int | None = None


@dataclass(frozen=True)
class Listener:
    """One party of a booking."""

    side: Side
    leg_ids: frozenset[LegId]

    @classmethod
    def of(cls, group: LinkedBookingGroup, user_id: UserId) -> "Listener":
        """`group` as this person sees it: a seller's has their own legs only."""
        return cls(side_of(group, user_id), frozenset(leg.id for leg in group.legs))

    def may_hear(self, event: LiveEvent) -> bool:
        if self.side is Side.BUYER:
            return True
        leg_id = event.ids.get("leg_id")
        return event.name not in BUYERS_ONLY and (leg_id is None or leg_id in self.leg_ids)

    def amount_of(self, event: LiveEvent) -> int | None:
        """What moved; sums over the whole booking are the buyer's business, a payout its seller's."""
        amount = event.ids.get("amount_cents")
        own = event.ids.get("leg_id") in self.leg_ids or self.side is Side.BUYER
        return amount if own and isinstance(amount, int) else None


def checkout_event(event: LiveEvent, listener: Listener) -> CheckoutEvent | None:
    """The event in the contract's words; None when it is not for these ears."""
    type_ = EVENT_TYPES.get(event.name)
    if type_ is None or not listener.may_hear(event):
        return None
    pack_id = _text(event, "pack_id")
    return CheckoutEvent(
        type=type_,
        at=event.at,
        leg_id=_leg(event),
        pack_id=PackId(pack_id) if pack_id else None,
        status=_text(event, "status"),
        error_code=_text(event, "error_code"),
        message=SUMMARIES.get(event.name),
        amount_cents=listener.amount_of(event),
    )


def _leg(event: LiveEvent) -> LegId | None:
    leg_id = _text(event, "leg_id")
    return LegId(leg_id) if leg_id else None


def _text(event: LiveEvent, name: str) -> str | None:
    value = event.ids.get(name)
    return value if isinstance(value, str) else None
