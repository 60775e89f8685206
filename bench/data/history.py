"""What happened to the bookings: the events of their topics, as the domain tells them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import orjson

from bench.data.bookings import Bookings, Leg
from bench.data.money import PAID_AFTER, deposit_id, payout_id
from bench.data.numbers import made_id
from bench.data.papers import pack_id
from bench.data.plan import Group
from bench.data.talks import Talks
from domain.bookings.facts import topic_of
from domain.ids import LbgId, Prefix
from domain.threads.facts import inbox_topic, thread_topic

EVENT: Final = ("event_id", "name", "subject", "ids", "actor", "at")
TOPIC: Final = ("topic", "position", "forgotten")
TOPIC_EVENT: Final = ("topic", "position", "event_id")

SYSTEM, PROCESSOR = "system", "processor"
MOST_EVENTS: Final = 64
Told: TypeAlias = tuple[str, str, dict[str, Any], str, datetime]


@dataclass(frozen=True)
class History:
    bookings: Bookings
    talks: Talks

    def events(self) -> Iterator[tuple[Any, ...]]:
        for group in self.bookings.plan.groups:
            for place, (name, subject, ids, actor, at) in enumerate(self.of_group(group)):
                yield _event_id(group, place, at), name, subject, orjson.dumps(ids).decode(), actor, at

    def topic_events(self) -> Iterator[tuple[Any, ...]]:
        for group in self.bookings.plan.groups:
            topic = topic_of(LbgId(group.id))
            for place, told in enumerate(self.of_group(group)):
                yield topic, place + 1, _event_id(group, place, told[-1])

    def topics(self) -> Iterator[tuple[Any, ...]]:
        """Of conversations only the positions are left: what was told there is forgotten."""
        for group in self.bookings.plan.groups:
            yield topic_of(LbgId(group.id)), sum(1 for _ in self.of_group(group)), 0
        heard: dict[str, int] = {}
        for thread in self.talks.threads:
            yield thread_topic(thread.id), thread.length, thread.length
            for user in (thread.buyer, thread.seller):
                heard[user] = heard.get(user, 0) + thread.length
        for user, position in heard.items():
            yield inbox_topic(user), position, position

    def of_group(self, group: Group) -> Iterator[Told]:
        legs = self.bookings.legs_of(group)
        buyer, known = self.bookings.plan.people.id(group.buyer), _Known(group)
        yield from self._begun(group, legs, buyer, known)
        if group.is_paid:
            yield from self._confirmed(group, legs, buyer, known)
        if group.status in {"in_progress", "completed"}:
            for leg in legs:
                yield known.leg("leg.in_progress", leg, SYSTEM, group.start_at, status="in_progress")
            yield known.group("acceptance.window.start", SYSTEM, group.end_at, status="in_progress")
        if group.status == "completed":
            yield from self._completed(group, legs, buyer, known)

    def _begun(self, group: Group, legs: list[Leg], buyer: str, known: "_Known") -> Iterator[Told]:
        at, draft = group.booked_at, {"status": "awaiting_docs"}
        yield known.group("lbg.create", buyer, at, user_id=buyer, **draft)
        yield known.group("checkout.start", buyer, at, user_id=buyer, **draft)
        for leg in legs:
            yield known.leg("leg.create", leg, buyer, at, **draft)
            yield known.leg("tax.quote", leg, SYSTEM, at, tax_txn_id=f"{leg.number}", **draft)
        for name in ("doc.pack.issued", "doc.pack.signed"):
            for leg in legs:
                yield known.pack(name, leg, buyer, at, "awaiting_docs")

    def _confirmed(self, group: Group, legs: list[Leg], buyer: str, known: "_Known") -> Iterator[Told]:
        at, total = group.booked_at, sum(leg.total for leg in legs)
        paid: dict[str, Any] = {"charge_id": group.charge_id, "error_code": None, "amount_cents": total}
        yield known.group("payment.intent.created", buyer, at, status="awaiting_payment", **paid)
        yield known.group("checkout.confirm", buyer, at, status="awaiting_payment")
        yield known.group("payment.capture.succeeded", PROCESSOR, at, status="confirmed", **paid)
        for leg in legs:
            user = self.bookings.plan.people.id(leg.seller)
            yield known.leg("calendar.blocked", leg, SYSTEM, at, status="confirmed", user_id=user)
        for name in ("lbg.confirmed", "checkout.success", "booking.confirmed"):
            yield known.group(name, buyer, at, status="confirmed", user_id=buyer)
        for leg in legs:
            if leg.deposit_cents:
                yield known.deposit("deposit.auth.authorized", leg, at)
            yield known.leg("tax.commit", leg, SYSTEM, at, status="confirmed", tax_txn_id=f"{leg.number}")

    def _completed(self, group: Group, legs: list[Leg], buyer: str, known: "_Known") -> Iterator[Told]:
        at, done = group.accepted_at, {"status": "completed"}
        how = "acceptance.auto_accept" if group.is_silent else "acceptance.buyer.accept"
        yield known.group(how, SYSTEM if group.is_silent else buyer, at, **done)
        for leg in legs:
            yield known.leg("leg.completed", leg, SYSTEM, at, **done)
        yield known.group("booking.completed", SYSTEM, at, **done)
        for leg in legs:
            yield self._payout("payout.queued", leg, at)
        for leg in legs:
            if leg.deposit_cents:
                yield known.deposit("deposit.auth.voided", leg, at)
        paid_at = at + PAID_AFTER
        if paid_at < self.bookings.plan.people.today:
            for name in ("payout.in_transit", "payout.paid"):
                for leg in legs:
                    yield self._payout(name, leg, paid_at)

    def _payout(self, name: str, leg: Leg, at: datetime) -> Told:
        amount = leg.subtotal + sum(leg.taxes) - leg.subtotal // 10
        seller = self.bookings.plan.people.id(leg.seller)
        ids = {"leg_id": leg.id, "lbg_id": leg.group.id, "payout_id": payout_id(leg)}
        return name, payout_id(leg), {**ids, "seller_user_id": seller, "amount_cents": amount}, SYSTEM, at


@dataclass(frozen=True)
class _Known:
    """What every fact of one booking carries along."""

    of: Group

    def group(self, name: str, actor: str, at: datetime, **ids: Any) -> Told:
        return name, self.of.id, {"lbg_id": self.of.id, "order_id": self.of.order_id, **ids}, actor, at

    def leg(self, name: str, leg: Leg, actor: str, at: datetime, **ids: Any) -> Told:
        told = self.group(name, actor, at, leg_id=leg.id, **ids)
        return name, leg.id, told[2], actor, at

    def pack(self, name: str, leg: Leg, actor: str, at: datetime, status: str) -> Told:
        pack = pack_id(leg)
        ids = {"leg_id": leg.id, "lbg_id": self.of.id, "pack_id": pack, "status": status}
        return name, pack, ids, actor, at

    def deposit(self, name: str, leg: Leg, at: datetime) -> Told:
        made = deposit_id(leg)
        return name, made, {"lbg_id": self.of.id, "leg_id": leg.id, "deposit_id": made}, SYSTEM, at


def _event_id(group: Group, place: int, at: datetime) -> str:
    return made_id(Prefix.EVENT, at, group.number * MOST_EVENTS + place)
