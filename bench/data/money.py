"""Charges with their shares, deposits, fees, payouts, reserves; no ledger, which no page reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bench.data.bookings import Bookings, Leg
from bench.data.numbers import made_id
from domain.ids import Prefix

PAID_AFTER: Final = timedelta(days=9)
RELEASED_AFTER: Final = timedelta(days=32)

CHARGE: Final = (
    *("charge_id", "lbg_id", "order_id", "processor", "processor_intent", "processor_charge", "status"),
    *("amount_cents", "currency", "payment_method", "created_at", "captured_at"),
)
SPLIT: Final = (
    *("charge_id", "leg_id", "seller_user_id", "subtotal_cents", "service_tax_cents"),
    *("platform_fee_cents", "platform_fee_tax_cents", "platform_is_merchant"),
)
DEPOSIT: Final = (
    *("deposit_id", "leg_id", "lbg_id", "processor", "processor_intent", "status", "authorized_cents"),
    *("captured_cents", "currency", "created_at", "updated_at"),
)
FEE: Final = (
    *("fee_entry_id", "leg_id", "stage", "platform_fee_cents", "platform_fee_tax_cents", "reason"),
    *("created_at",),
)
PAYOUT: Final = (
    *("payout_id", "leg_id", "lbg_id", "seller_user_id", "processor", "processor_transfer"),
    *("processor_payout", "status", "amount_cents", "reserve_cents", "currency", "attempt", "instant"),
    *("scheduled_for", "paid_at", "created_at", "updated_at"),
)
RESERVE: Final = (
    *("reserve_id", "leg_id", "lbg_id", "seller_user_id", "amount_cents", "currency", "status"),
    *("release_at", "released_at", "processor_transfer", "created_at"),
)


def payout_id(leg: Leg) -> str:
    return made_id(Prefix.PAYOUT, leg.group.accepted_at, leg.number)


def deposit_id(leg: Leg) -> str:
    return made_id(Prefix.DEPOSIT, leg.group.booked_at, leg.number)


@dataclass(frozen=True)
class MoneyRows:
    bookings: Bookings

    def _paid(self) -> Iterator[Leg]:
        return (leg for leg in self.bookings.all_legs() if leg.group.is_paid)

    def _done(self) -> Iterator[Leg]:
        return (leg for leg in self.bookings.all_legs() if leg.group.status == "completed")

    def charges(self) -> Iterator[tuple[Any, ...]]:
        for group in self.bookings.plan.groups:
            if group.is_paid:
                total = sum(leg.total for leg in self.bookings.legs_of(group))
                yield (
                    *(group.charge_id, group.id, group.order_id, "stripe", f"pi_{group.number:024d}"),
                    *(f"ch_{group.number:024d}", "succeeded", total, "USD", "card"),
                    *(group.booked_at, group.booked_at),
                )

    def splits(self) -> Iterator[tuple[Any, ...]]:
        for leg in self._paid():
            yield (
                *(leg.group.charge_id, leg.id, self.bookings.plan.people.id(leg.seller), leg.subtotal),
                *(sum(leg.taxes), leg.fee, leg.fee_tax, False),
            )

    def deposits(self) -> Iterator[tuple[Any, ...]]:
        for leg in self._paid():
            if leg.deposit_cents:
                group, done = leg.group, leg.group.status == "completed"
                yield (
                    *(deposit_id(leg), leg.id, group.id, "stripe", f"pi_dep_{leg.number:020d}"),
                    *("voided" if done else "authorized", leg.deposit_cents, 0, "USD", group.booked_at),
                    *(group.accepted_at if done else group.booked_at,),
                )

    def fees(self) -> Iterator[tuple[Any, ...]]:
        for leg in self._paid():
            stages = [("deferred", "confirm", leg.group.booked_at)]
            if leg.group.status == "completed":
                stages.append(("earned", "complete", leg.group.accepted_at))
            for place, (stage, reason, at) in enumerate(stages):
                made = made_id(Prefix.FEE_ENTRY, at, leg.number * 2 + place)
                yield made, leg.id, stage, leg.fee, leg.fee_tax, reason, at

    def payouts(self) -> Iterator[tuple[Any, ...]]:
        people = self.bookings.plan.people
        for leg in self._done():
            group, at = leg.group, leg.group.accepted_at
            paid_at, held = at + PAID_AFTER, leg.subtotal // 10
            paid = paid_at < people.today
            yield (
                *(payout_id(leg), leg.id, group.id, people.id(leg.seller), "stripe"),
                *(f"tr_{leg.number:024d}" if paid else None, f"po_{leg.number:024d}" if paid else None),
                *("paid" if paid else "queued", leg.subtotal + sum(leg.taxes) - held, held, "USD", 1, False),
                *(at + timedelta(days=7), paid_at if paid else None, at, paid_at if paid else at),
            )

    def reserves(self) -> Iterator[tuple[Any, ...]]:
        people = self.bookings.plan.people
        for leg in self._done():
            group, at = leg.group, leg.group.accepted_at
            done_at = at + RELEASED_AFTER
            done = done_at < people.today
            yield (
                *(made_id(Prefix.RESERVE, at, leg.number), leg.id, group.id, people.id(leg.seller)),
                *(leg.subtotal // 10, "USD", "released" if done else "held", at + timedelta(days=30)),
                *(done_at if done else None, f"tr_r{leg.number:023d}" if done else None, at),
            )
