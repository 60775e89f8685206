"""Holds: whose time a leg takes, from checkout until it is over or given up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.calendar.buffers import PERSON, Buffers
from domain.calendar.spans import Span
from domain.ids import HoldId, LbgId, LegId, StudioId, UserId


class HoldStatus(StrEnum):
    """`held` and `booked` keep others out; `lapsed` and `released` do not."""

    HELD = "held"
    BOOKED = "booked"
    RELEASED = "released"
    LAPSED = "lapsed"


KEEPS_OTHERS_OUT: Final = frozenset({HoldStatus.HELD, HoldStatus.BOOKED})


@dataclass(frozen=True, slots=True)
class Calendar:
    """What serves one session at a time: a person (`usr_…`) with all their profiles, or a studio (`std_…`).

    `conflict` is the code that a rival for its time is refused with.
    """

    resource: str
    buffers: Buffers
    conflict: str


def person_calendar(user_id: UserId) -> Calendar:
    return Calendar(resource=user_id, buffers=PERSON, conflict="SP_CONFLICT_CALENDAR")


def studio_calendar(studio_id: StudioId, buffers: Buffers) -> Calendar:
    return Calendar(resource=studio_id, buffers=buffers, conflict="CHK_STUDIO_CONFLICT")


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
