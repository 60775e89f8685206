"""How a booking stands: the little of it that the rules about its next steps look at.

A whole booking has it, and so has what a reader was given of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.bookings.attempts import RUNNING, AttemptStatus
from domain.bookings.model import LegType
from domain.bookings.states import BEFORE_CONFIRMATION, LegStatus
from domain.ids import LbgId, LegId, UserId


class LegStanding(Protocol):
    @property
    def id(self) -> LegId: ...

    @property
    def type(self) -> LegType: ...


class PaymentStanding(Protocol):
    @property
    def intent_id(self) -> str | None: ...

    @property
    def is_running(self) -> bool: ...


class Standing(Protocol):
    @property
    def id(self) -> LbgId: ...

    @property
    def buyer_id(self) -> UserId: ...

    @property
    def status(self) -> LegStatus: ...

    @property
    def start_at(self) -> datetime: ...

    @property
    def hold_until(self) -> datetime | None: ...

    @property
    def acceptance_until(self) -> datetime | None: ...

    @property
    def is_draft(self) -> bool: ...

    @property
    def living(self) -> Sequence[LegStanding]: ...

    def leg_of(self, type_: LegType) -> LegStanding | None: ...


@dataclass(frozen=True, slots=True)
class SeenLeg:
    id: LegId
    type: LegType


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """The one payment of a booking that may still be, or was, captured."""

    status: AttemptStatus
    intent_id: str | None

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING


@dataclass(frozen=True, slots=True)
class SeenBooking:
    """A booking with its living legs, as far as its reader may see them."""

    id: LbgId
    buyer_id: UserId
    status: LegStatus
    start_at: datetime
    hold_until: datetime | None
    acceptance_until: datetime | None
    living: tuple[SeenLeg, ...]

    @property
    def is_draft(self) -> bool:
        return self.status in BEFORE_CONFIRMATION

    def leg_of(self, type_: LegType) -> SeenLeg | None:
        return next((leg for leg in self.living if leg.type is type_), None)
