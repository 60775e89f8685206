"""What a document says about a leg: the facts it is made from, and nothing else of a booking."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.bookings.model import LegType
from domain.ids import LbgId, LegId, UserId
from domain.money import Money
from domain.studios.model import Address


@dataclass(frozen=True)
class Party:
    """Someone who may have to sign. `legal_name` and `email` are what their account says, if it does."""

    user_id: UserId
    legal_name: str | None
    email: str | None
    is_active: bool = True
    is_adult: bool = True


@dataclass(frozen=True)
class Described:
    """A place that has no address of its own here, in words."""

    words: str


REMOTE: Final = Described("remote, by means the parties agree on")


@dataclass(frozen=True)
class PriceItem:
    title: str
    amount: Money


@dataclass(frozen=True)
class CancellationBand:
    """What the buyer gets back when cancelling at least `from_hours` before the start."""

    from_hours: int
    buyer_refund_pct: int


@dataclass(frozen=True)
class StudioTerms:
    """The promises of a place, as they stand now."""

    name: str
    house_rules: tuple[str, ...]
    capacity_people: int
    deposit: Money
    claim_window: timedelta
    overtime_per_30m: Money


@dataclass(frozen=True)
class LegTerms:
    """Everything the documents of one leg are made from. `place` is None while nobody has said where."""

    lbg_id: LbgId
    leg_id: LegId
    type: LegType
    role: str
    title: str
    city: str
    governing_region: str
    zone: ZoneInfo
    start_at: datetime
    end_at: datetime
    place: Address | Described | None
    buyer: Party
    seller: Party
    items: tuple[PriceItem, ...]
    tax: Money
    total: Money
    cancellation: tuple[CancellationBand, ...]
    acceptance_window: timedelta
    deliverables: str | None = None
    license_tier: str | None = None
    studio: StudioTerms | None = None
