"""When the owner of a page can be booked: advisory weekly hours, less what is taken for certain."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar.availability import bucket_range, day_buckets, person_free_times
from domain.calendar.local_time import DAY_MINUTES, WeeklyWindow
from domain.calendar.spans import Span
from domain.profiles.model import AvailabilityWindow
from domain.validation import Problems

WINDOWS_MOST: Final = 84
"""Twelve stretches on every day of the week."""


def check_windows(windows: Sequence[AvailabilityWindow]) -> None:
    """Raises VALIDATION_FAILED with the path of every wrong value."""
    problems = Problems()
    problems.count("windows", windows, WINDOWS_MOST)
    for index, window in enumerate(windows[:WINDOWS_MOST]):
        inside = problems.within(f"windows.{index}.")
        inside.integer("weekday", window.weekday, 0, 6)
        inside.integer("startMinute", window.start_minute, 0, DAY_MINUTES - 1)
        if inside.integer("endMinute", window.end_minute, 1, DAY_MINUTES):
            inside.require(
                "endMinute", "Must be after the start.", ok=window.start_minute < window.end_minute
            )
        if window.effective_from and window.effective_to:
            ok = window.effective_from <= window.effective_to
            inside.require("effectiveTo", "Must not be before effectiveFrom.", ok=ok)
    problems.raise_if_any()


def free_times(
    windows: Sequence[AvailabilityWindow], taken: Iterable[Span], within: Span, zone: ZoneInfo
) -> list[Span]:
    """Where a session of the owner fits, an hour clear of everything on any of their pages."""
    opened = [_weekly(window) for window in windows if not window.blocked]
    blocked = [_weekly(window) for window in windows if window.blocked]
    return person_free_times(opened, blocked, taken, within, zone)


def buckets(
    windows: Sequence[AvailabilityWindow], taken: Iterable[Span], now: datetime, zone: ZoneInfo
) -> list[date]:
    """Local days of the coming weeks with an open slot."""
    return day_buckets(free_times(windows, taken, bucket_range(now, zone), zone), zone)


def _weekly(window: AvailabilityWindow) -> WeeklyWindow:
    return WeeklyWindow(
        weekday=window.weekday,
        start_minute=window.start_minute,
        end_minute=window.end_minute,
        effective_from=window.effective_from,
        effective_to=window.effective_to,
    )
