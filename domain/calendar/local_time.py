"""Weekly opening hours on the wall clock of a place, and the UTC spans they come to, through clock changes.

A window means: whenever the clock on the wall reads a time in it. So when clocks go forward, a window that
opens in the missing hour opens as the clock jumps, and one that lies in it does not happen; when clocks go
back, a window that touches the repeated hour runs from its first reading to its last. (Decision 015.)
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar.spans import Span, span_or_none

DAY_MINUTES: Final = 24 * 60
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """Minutes of a weekday (0 is Sunday) on the wall clock; past 1440 they run into the next day."""

    weekday: int
    start_minute: int
    end_minute: int
    effective_from: date | None = None
    effective_to: date | None = None

    def happens_on(self, day: date) -> bool:
        return (
            weekday_of(day) == self.weekday
            and (self.effective_from is None or self.effective_from <= day)
            and (self.effective_to is None or day <= self.effective_to)
        )

    def on(self, day: date, zone: ZoneInfo) -> Span | None:
        """The time this window takes on one day; None when the clock skips all of it."""
        midnight = datetime.combine(day, time())
        opens = opening(midnight + timedelta(minutes=self.start_minute), zone)
        closes = closing(midnight + timedelta(minutes=self.end_minute), zone)
        return span_or_none(opens, closes)


def weekday_of(day: date) -> int:
    """0 is Sunday, 6 is Saturday, as the contract counts."""
    return day.isoweekday() % 7


def opening(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock first reads `wall` or, where it skips it, the moment of the jump."""
    instant = _instant(wall, zone, fold=0)
    return _jump_over(wall, zone) if instant is None else instant


def closing(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock stops for good to read less than `wall`, or skips it: the moment of the jump."""
    instant = _instant(wall, zone, fold=1)
    if instant is None:
        return _jump_over(wall, zone)
    # The second 01:00 of a night that repeats 01:00 to 02:00 comes after 01:59, so the first one was the end.
    just_before = (instant - timedelta.resolution).astimezone(zone).replace(tzinfo=None)
    return instant if just_before < wall else opening(wall, zone)


def local_days(within: Span, zone: ZoneInfo) -> Iterator[date]:
    """Every local day that has a moment in the span."""
    day = within.start.astimezone(zone).date()
    last = (within.end - timedelta.resolution).astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


def occurrences(windows: Iterable[WeeklyWindow], within: Span, zone: ZoneInfo) -> list[Span]:
    """Each time a window happens and touches the span, whole and sorted; neither cut nor joined."""
    weekly = list(windows)
    before = within.start.astimezone(zone).date() - _DAY
    spans = (
        window.on(day, zone)
        for day in [before, *local_days(within, zone)]
        for window in weekly
        if window.happens_on(day)
    )
    return sorted(span for span in spans if span is not None and span.overlaps(within))


def _instant(wall: datetime, zone: ZoneInfo, fold: int) -> datetime | None:
    """The first (0) or last (1) moment at which the clock reads `wall`; None when it skips it."""
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None


def _jump_over(wall: datetime, zone: ZoneInfo) -> datetime:
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    # The offsets before and after the jump put it between these two; it falls on a whole second.
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
