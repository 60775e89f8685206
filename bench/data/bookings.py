"""Groups, legs, lines, holds and payments, with the sums the domain would have made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any, Final

import orjson
from asyncpg import Range

from bench.data.numbers import made_id
from bench.data.people import CITIES
from bench.data.plan import Group, Plan
from domain.bookings.leg_policy import LegPolicy, as_document
from domain.ids import Prefix

FEE_BPS, STUDIO_FEE_BPS, TAX_BPS = 1_000, 800, 825
TALENT_TAXES, STUDIO_TAXES = (0, 0), (625, 200)
HOURS: Final = 2
REGION: Final = {code: region for code, _, region, *_ in CITIES}
BUFFER: Final = timedelta(minutes=30)

GROUP: Final = (
    *("lbg_id", "order_id", "buyer_user_id", "status", "city", "start_at", "end_at", "hold_until"),
    *("acceptance_until", "completed_at", "auto_accepted", "thread_id", "created_at", "updated_at"),
    *("version",),
)
LEG: Final = (
    *("leg_id", "lbg_id", "type", "seller_user_id", "service_profile_id", "studio_id", "title"),
    *("start_at", "end_at", "subtotal_cents", "tax_cents", "platform_fee_cents", "platform_fee_tax_cents"),
    *("deposit_cents", "tax_lines", "platform_is_merchant", "tax_provider", "tax_quote_id", "policy"),
    *("scope", "status", "created_at", "updated_at", "version"),
)
LINE: Final = ("line_id", "leg_id", "position", "kind", "title", "qty", "unit_cents")
HOLD: Final = ("hold_id", "resource", "lbg_id", "leg_id", "session", "span", "status", "expires_at")
ATTEMPT: Final = (
    *("charge_id", "lbg_id", "status", "amount_cents", "deposit_cents", "currency", "method_kind"),
    *("method_reference", "save_for_later", "capture", "intent_id", "client_secret", "created_at"),
    *("updated_at",),
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg with what it costs. `number` is twice its group's, and one more for the place."""

    number: int
    id: str
    group: Group
    is_studio: bool
    seller: int
    page: int | None
    room: int | None
    title: str
    unit_cents: int
    deposit_cents: int

    @property
    def qty(self) -> int:
        return HOURS if self.is_studio else 1

    @property
    def subtotal(self) -> int:
        return self.unit_cents * self.qty

    @property
    def taxes(self) -> tuple[int, int]:
        first, second = STUDIO_TAXES if self.is_studio else TALENT_TAXES
        return self.subtotal * first // 10_000, self.subtotal * second // 10_000

    @property
    def fee(self) -> int:
        return self.subtotal * (STUDIO_FEE_BPS if self.is_studio else FEE_BPS) // 10_000

    @property
    def fee_tax(self) -> int:
        return self.fee * TAX_BPS // 10_000

    @property
    def total(self) -> int:
        return self.subtotal + sum(self.taxes) + self.fee + self.fee_tax


@dataclass(frozen=True)
class Bookings:
    plan: Plan

    @cached_property
    def _legs(self) -> list[list[Leg]]:
        return [self._legs_of(group) for group in self.plan.groups]

    def legs_of(self, group: Group) -> list[Leg]:
        """The person first, then the place."""
        return self._legs[group.number]

    def _legs_of(self, group: Group) -> list[Leg]:
        found = [] if group.page is None else [self._talent(group, group.page)]
        return found if group.room is None else [*found, self._studio(group, group.room)]

    def _talent(self, group: Group, page: int) -> Leg:
        pages = self.plan.pages
        offer, seller = pages.offers(page)[0], pages.owner(page)
        title = f"{offer.name}, {self.plan.people.name(seller)}"
        number = group.number * 2
        made = made_id(Prefix.LEG, group.booked_at, number)
        return Leg(number, made, group, False, seller, page, None, title, offer.price_cents, 0)

    def _studio(self, group: Group, room: int) -> Leg:
        rooms = self.plan.rooms
        number, title = group.number * 2 + 1, rooms.title(room)
        made = made_id(Prefix.LEG, group.booked_at, number)
        cents, deposit = rooms.hourly_cents(room), rooms.deposit_cents(room)
        return Leg(number, made, group, True, rooms.owner(room), None, room, title, cents, deposit)

    def groups(self, thread_ids: dict[int, str]) -> Iterator[tuple[Any, ...]]:
        """`thread_ids` by the number of the group; the oldest bookings have none."""
        people = self.plan.people
        for group in self.plan.groups:
            done, paid = group.status == "completed", group.is_paid
            draft = None if paid else group.booked_at + timedelta(minutes=30)
            until = group.end_at + timedelta(hours=48) if paid else None
            updated = group.accepted_at if done else group.booked_at
            yield (
                *(group.id, group.order_id, people.id(group.buyer), group.status, self.city(group)),
                *(group.start_at, group.end_at, draft, until, group.accepted_at if done else None),
                *(done and group.is_silent, thread_ids.get(group.number), group.booked_at, updated, 9),
            )

    def city(self, group: Group) -> str:
        people = self.plan.people
        if group.page is not None:
            return people.city(self.plan.pages.owner(group.page))[0]
        assert group.room is not None  # noqa: S101 - a group has a page or a place
        return self.plan.rooms.city(group.room)

    def all_legs(self) -> Iterator[Leg]:
        for group in self.plan.groups:
            yield from self.legs_of(group)

    def legs(self) -> Iterator[tuple[Any, ...]]:
        for leg in self.all_legs():
            yield self._leg(leg)

    def _leg(self, leg: Leg) -> tuple[Any, ...]:
        group, city = leg.group, self.city(leg.group)
        region = REGION[city]
        rates = STUDIO_TAXES if leg.is_studio else TALENT_TAXES
        places = (f"US-{region}", f"US-{region}-{city.upper()}")
        lines = [
            {"jurisdiction": place, "rate_bps": rate, "cents": cents}
            for place, rate, cents in zip(places, rates, leg.taxes, strict=True)
        ]
        updated = group.accepted_at if group.status == "completed" else group.booked_at
        page, room = leg.page, leg.room
        return (
            *(leg.id, group.id, "studio" if leg.is_studio else "talent", self.plan.people.id(leg.seller)),
            *(None if page is None else self.plan.pages.id(page),),
            *(None if room is None else self.plan.rooms.id(room), leg.title, group.start_at, group.end_at),
            *(leg.subtotal, sum(leg.taxes), leg.fee, leg.fee_tax, leg.deposit_cents, _json(lines), False),
            *("city_rates", f"{city}:{'studio' if leg.is_studio else 'model'}", self._policy(leg)),
            *(self._scope(leg), group.status, group.booked_at, updated, 4),
        )

    def _policy(self, leg: Leg) -> str:
        return _policy(leg.unit_cents // 2 if leg.is_studio else 0)

    def _scope(self, leg: Leg) -> str:
        empty: dict[str, Any] = {"crew_size": None, "travel_miles": None, "addon_ids": [], "addons": []}
        if leg.room is not None:
            return _json(
                empty
                | dict.fromkeys(("package_id", "package_name", "license_tier", "deliverables"))
                | {"role": "studio", "includes": [], "house_rules": self.plan.rooms.rules(leg.room)}
                | {"location_kind": None, "location_address": None}
            )
        assert leg.page is not None  # noqa: S101 - a leg has a page or a place
        offer = self.plan.pages.offers(leg.page)[0]
        address = {"line1": "114 Main Street", "city": "Midtown", "region": "TX", "postal": "77002"}
        return _json(
            empty
            | {"role": self.plan.pages.role(leg.page).slug, "includes": list(offer.includes)}
            | {"package_id": self.plan.pages.package_id(leg.page, 0), "package_name": offer.name}
            | {"license_tier": "standard", "deliverables": "Ten edited pictures within two weeks."}
            | {"location_kind": "buyer", "location_address": address | {"country": "US"}, "house_rules": []}
        )

    def lines(self) -> Iterator[tuple[Any, ...]]:
        for leg in self.all_legs():
            made = made_id(Prefix.LINE, leg.group.booked_at, leg.number)
            kind, title = ("studio", "Hourly") if leg.is_studio else ("package", leg.title.split(",")[0])
            yield made, leg.id, 0, kind, title, leg.qty, leg.unit_cents

    def holds(self) -> Iterator[tuple[Any, ...]]:
        for leg in self.all_legs():
            group = leg.group
            before = BUFFER if leg.is_studio else timedelta()
            resource = self.plan.people.id(leg.seller) if leg.room is None else self.plan.rooms.id(leg.room)
            session = Range(group.start_at, group.end_at)
            span = Range(group.start_at - before, group.end_at + BUFFER)
            ends = None if group.is_paid else group.booked_at + timedelta(minutes=30)
            status = "booked" if group.is_paid else "lapsed"
            made = made_id(Prefix.HOLD, group.booked_at, leg.number)
            yield made, resource, group.id, leg.id, session, span, status, ends

    def attempts(self) -> Iterator[tuple[Any, ...]]:
        for group in self.plan.groups:
            if group.is_paid:
                legs = self.legs_of(group)
                intent, at = f"pi_{group.number:024d}", group.booked_at
                yield (
                    *(group.charge_id, group.id, "captured", sum(leg.total for leg in legs)),
                    *(sum(leg.deposit_cents for leg in legs), "USD", "card", "pm_card_visa", False),
                    *("automatic", intent, f"{intent}_secret", at, at),
                )


@lru_cache
def _policy(overtime_cents: int) -> str:
    return _json(as_document(replace(LegPolicy(), overtime_cents_per_30m=overtime_cents)))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
