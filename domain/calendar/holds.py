"""Holds: whose time a leg takes, from checkout until it is over or given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar.buffers import PERSON, Buffers
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.ids import HoldId, LbgId, LegId, StudioId, UserId


class HoldStatus(StrEnum):
    """`held` and `booked` keep others out; `lapsed` and `released` do not."""

    HELD = "held"
    BOOKED = "booked"
    LAPSED = "lapsed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Calendar:
    """What serves one booking at a time: a person (`usr_…`) or a studio (`std_…`)."""

    resource: str
    buffers: Buffers


def person_calendar(user_id: UserId) -> Calendar:
    """The whole of a person's time: every profile of theirs, and the studios they must attend."""
    return Calendar(user_id, PERSON)


def studio_calendar(studio_id: StudioId, buffers: Buffers) -> Calendar:
    return Calendar(studio_id, buffers)


@dataclass(frozen=True, slots=True)
class Hold:
    """`span` is the session with its buffers: what the calendar is closed to others for."""

    hold_id: HoldId
    resource: str
    lbg_id: LbgId
    leg_id: LegId
    session: Span
    span: Span
    status: HoldStatus
    expires_at: datetime | None

    def keeps_out(self, now: datetime) -> bool:
        """Whether rivals are kept out by it now; what is overdue is open to them."""
        if self.status is HoldStatus.BOOKED:
            return True
        return self.status is HoldStatus.HELD and self.expires_at is not None and self.expires_at > now


def in_lock_order(calendars: Iterable[Calendar]) -> list[Calendar]:
    """Everybody locks calendars by resource, so that two bookings never wait for each other."""
    return sorted(calendars, key=lambda calendar: calendar.resource)


def person_taken() -> Conflict:
    return Conflict(
        "SP_CONFLICT_CALENDAR",
        "The person has another booking at that time.",
        hint="Ask serviceProfileAvailability for the times that can be booked.",
    )


def studio_taken() -> Conflict:
    return Conflict(
        "CHK_STUDIO_CONFLICT",
        "The studio cannot be had at the time asked for.",
        hint="Ask studioAvailability for the times that can be booked.",
    )
