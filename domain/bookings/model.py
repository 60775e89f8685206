"""A booking: a linked group of legs, each a commercial contract of its own with one seller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.bookings.leg_policy import LegPolicy
from domain.bookings.states import BEFORE_CONFIRMATION, UNSIGNED, LegMove, LegStatus, after, group_status
from domain.ids import LbgId, LegId, LineId, OrderId, ProfileId, StudioId, ThreadId, UserId
from domain.money import Money, total


class LegType(StrEnum):
    TALENT = "talent"
    STUDIO = "studio"


class LineKind(StrEnum):
    PACKAGE = "package"
    EXTRA = "extra"
    TRAVEL = "travel"
    LICENSE = "license"
    STUDIO = "studio"
    CLEANING = "cleaning"
    ADJUSTMENT = "adjustment"
    REFUND = "refund"


class LocationKind(StrEnum):
    """Where the session is held."""

    BUYER = "buyer"
    PROVIDER_STUDIO = "provider_studio"
    RENTED_STUDIO = "rented_studio"
    REMOTE = "remote"


@dataclass(frozen=True)
class LineItem:
    """One priced line of a leg."""

    id: LineId
    kind: LineKind
    title: str
    unit: Money
    qty: int = 1

    @property
    def total(self) -> Money:
        return self.unit * self.qty


@dataclass(frozen=True)
class TaxLine:
    """Tax of one jurisdiction on the service."""

    jurisdiction: str
    rate_bps: int
    amount: Money


@dataclass(frozen=True)
class LegPrice:
    """What a leg costs. Every sum is derived from its parts, so none can disagree."""

    lines: tuple[LineItem, ...]
    tax_lines: tuple[TaxLine, ...]
    platform_fee: Money
    platform_fee_tax: Money
    # Who owes the service tax, as it was when the leg was priced: the platform, or the seller.
    platform_is_merchant: bool = False
    # What reports the taxes to whoever worked them out, once the leg is confirmed.
    tax_provider: str = ""
    tax_quote_id: str = ""

    @property
    def subtotal(self) -> Money:
        return total([line.total for line in self.lines], self.platform_fee.currency)

    @property
    def tax(self) -> Money:
        return total([line.amount for line in self.tax_lines], self.platform_fee.currency)

    @property
    def fees(self) -> Money:
        return self.platform_fee + self.platform_fee_tax

    @property
    def total(self) -> Money:
        return self.subtotal + self.tax + self.fees


@dataclass(frozen=True)
class Scope:
    """What was agreed beside price and time: the words the documents are written from."""

    role: str
    package_id: str | None = None
    package_name: str | None = None
    includes: tuple[str, ...] = ()
    addon_ids: tuple[str, ...] = ()
    addons: tuple[str, ...] = ()
    license_tier: str | None = None
    location_kind: str | None = None
    location_address: Mapping[str, str | None] | None = None
    travel_miles: int | None = None
    crew_size: int | None = None
    deliverables: str | None = None
    house_rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """One contract inside a booking: with a person, or with a studio."""

    id: LegId
    lbg_id: LbgId
    type: LegType
    seller_id: UserId
    title: str
    start_at: datetime
    end_at: datetime
    price: LegPrice
    policy: LegPolicy
    scope: Scope
    status: LegStatus
    created_at: datetime
    service_profile_id: ProfileId | None = None
    studio_id: StudioId | None = None
    deposit: Money = field(default_factory=lambda: Money(0))
    version: int = 0

    def moved(self, move: LegMove) -> "Leg":
        return replace(self, status=after(self.status, move))

    @property
    def is_living(self) -> bool:
        return self.status not in {LegStatus.CANCELLED, LegStatus.FAILED}


@dataclass(frozen=True)
class LinkedBookingGroup:
    """Legs that are confirmed together or not at all, and are paid by one charge.

    `legs` holds what the reader may see: all for the buyer, their own for a seller. Sums are over those.
    `group_status` is the status of the whole, whoever reads it.
    """

    id: LbgId
    order_id: OrderId
    buyer_id: UserId
    city: str
    start_at: datetime
    end_at: datetime
    legs: tuple[Leg, ...]
    status: LegStatus
    created_at: datetime
    updated_at: datetime
    currency: str = "USD"
    hold_until: datetime | None = None
    acceptance_until: datetime | None = None
    completed_at: datetime | None = None
    auto_accepted: bool = False
    wallet_applied: Money = field(default_factory=lambda: Money(0))
    credit_applied: Money = field(default_factory=lambda: Money(0))
    thread_id: ThreadId | None = None
    version: int = 0

    def leg(self, leg_id: LegId) -> Leg | None:
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def leg_of(self, type_: LegType) -> Leg | None:
        return next((leg for leg in self.living if leg.type is type_), None)

    @property
    def living(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.is_living)

    @property
    def is_draft(self) -> bool:
        """Whether it is still a checkout: nothing is confirmed, and nothing has failed."""
        return self.status in BEFORE_CONFIRMATION

    @property
    def studio_terms_accepted(self) -> bool:
        """The studio's rules are part of its documents: whoever signed those has accepted them."""
        studio = self.leg_of(LegType.STUDIO)
        return studio is not None and studio.status not in UNSIGNED

    @property
    def sellers(self) -> frozenset[UserId]:
        return frozenset(leg.seller_id for leg in self.legs)

    @property
    def subtotal(self) -> Money:
        return self._sum([leg.price.subtotal for leg in self.legs])

    @property
    def tax(self) -> Money:
        return self._sum([leg.price.tax for leg in self.legs])

    @property
    def fees(self) -> Money:
        return self._sum([leg.price.fees for leg in self.legs])

    @property
    def total(self) -> Money:
        return self._sum([leg.price.total for leg in self.legs])

    @property
    def amount_due(self) -> Money:
        """What the one charge will be for."""
        return self.total - self.wallet_applied - self.credit_applied

    @property
    def deposit(self) -> Money:
        return self._sum([leg.deposit for leg in self.living])

    def moved(self, move: LegMove) -> "LinkedBookingGroup":
        """Every living leg takes the move, or, when one cannot, none does."""
        return self.with_legs([leg.moved(move) if leg.is_living else leg for leg in self.legs])

    def with_leg(self, leg: Leg) -> "LinkedBookingGroup":
        """The group with one leg put in its place, or added."""
        others = [leg if mine.id == leg.id else mine for mine in self.legs]
        return self.with_legs(others if self.leg(leg.id) else [*others, leg])

    def with_legs(self, legs: Sequence[Leg]) -> "LinkedBookingGroup":
        return replace(self, legs=tuple(legs), status=group_status([leg.status for leg in legs]))

    def splits(self) -> dict[LegId, Money]:
        """The share of the charge that belongs to each leg; they add up to it."""
        shares = self.amount_due.split([leg.price.total.cents for leg in self.living])
        return {leg.id: share for leg, share in zip(self.living, shares, strict=True)}

    def _sum(self, amounts: Sequence[Money]) -> Money:
        return total(amounts, self.currency)
