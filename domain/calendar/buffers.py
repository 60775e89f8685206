"""Time around a session that must stay free."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.calendar.spans import Span


@dataclass(frozen=True, slots=True)
class Buffers:
    """Minutes before a session, after it, and for cleaning once that is over.

    The buffers of two neighbours do not share time: the room is cleaned after one session, then set up for
    the next.
    """

    before_min: int = 0
    after_min: int = 0
    cleaning_min: int = 0

    @property
    def lead(self) -> timedelta:
        return timedelta(minutes=self.before_min)

    @property
    def tail(self) -> timedelta:
        return timedelta(minutes=self.after_min + self.cleaning_min)

    def around(self, session: Span) -> Span:
        """What a session occupies in all."""
        return Span(session.start - self.lead, session.end + self.tail)

    def barred_by(self, occupied: Span) -> Span:
        """Where a session with these buffers may not be, given time that is occupied already.

        `session` overlaps `barred_by(occupied)` exactly when `around(session)` overlaps `occupied`.
        """
        return Span(occupied.start - self.tail, occupied.end + self.lead)


# Spec 1.1.Q asks for 60 minutes between two bookings of a person. All of it hangs on the end of a session,
# so two neighbours are 60 minutes apart, not 120.
PERSON: Final = Buffers(after_min=60)
