"""When somebody, or some place, can be booked."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.calendar.buffers import PERSON, Buffers
from domain.calendar.local_time import WeeklyWindow, local_days, occurrences, opening
from domain.calendar.spans import Span, clipped, maximal, merged, span_or_none, subtracted
from domain.errors import Invalid

LONGEST_RANGE: Final = timedelta(days=92)
FURTHEST_AHEAD: Final = timedelta(days=731)
LONGEST_SESSION: Final = timedelta(days=14)
BUCKET_DAYS: Final = 30
SHORTEST_PERSON_MIN: Final = 60


def asked_range(start: datetime, end: datetime, now: datetime) -> Span:
    """The range asked about. Raises VALIDATION_FAILED for one that is empty, too long or too far away."""
    fields: dict[str, str] = {}
    if end <= start:
        fields["to"] = "Must be after from."
    elif end - start > LONGEST_RANGE:
        fields["to"] = f"At most {LONGEST_RANGE.days} days after from."
    if abs(start - now) > FURTHEST_AHEAD:
        fields["from"] = f"Must be within {FURTHEST_AHEAD.days} days of now."
    if fields:
        raise Invalid("VALIDATION_FAILED", "The range of time cannot be used.", fields=fields)
    return Span(start, end)


def asked_session(start: datetime, end: datetime, now: datetime) -> Span:
    """The time of a booking somebody asks for. Raises VALIDATION_FAILED for one that nobody could keep."""
    fields: dict[str, str] = {}
    if start < now:
        fields["when.start"] = "Must not be in the past."
    elif start - now > FURTHEST_AHEAD:
        fields["when.start"] = f"At most {FURTHEST_AHEAD.days} days ahead."
    elif start.second or start.microsecond:
        fields["when.start"] = "Must be a whole minute."
    if end <= start:
        fields["when.end"] = "Must be after start."
    elif end - start > LONGEST_SESSION:
        fields["when.end"] = f"At most {LONGEST_SESSION.days} days after start."
    elif end.second or end.microsecond:
        fields["when.end"] = "Must be a whole minute."
    if fields:
        raise Invalid("VALIDATION_FAILED", "Nothing can be booked for that time.", fields=fields)
    return Span(start, end)


def not_yet_past(asked: Span, now: datetime) -> Span | None:
    """The part of a range that can still be booked."""
    return span_or_none(max(asked.start, now), asked.end)


def free_times(
    openings: Iterable[Span], occupied: Iterable[Span], buffers: Buffers, shortest: timedelta
) -> list[Span]:
    """Where a session of at least `shortest` fits, its buffers clear of all occupied time."""
    free = subtracted(openings, [buffers.barred_by(span) for span in occupied])
    return maximal(span for span in free if span.length >= shortest)


def person_free_times(
    open_windows: Sequence[WeeklyWindow],
    blocked_windows: Sequence[WeeklyWindow],
    occupied: Iterable[Span],
    within: Span,
    zone: ZoneInfo,
) -> list[Span]:
    """Advisory weekly hours (all hours, when a person set none) less what is blocked and what is taken."""
    hours = clipped(occurrences(open_windows, within, zone), within) if open_windows else [within]
    closed = occurrences(blocked_windows, within, zone)
    openings = subtracted(merged(hours), closed)
    return free_times(openings, occupied, PERSON, timedelta(minutes=SHORTEST_PERSON_MIN))


def bucket_range(now: datetime, zone: ZoneInfo) -> Span:
    """From now to the end of the last local day that has a bucket."""
    today = now.astimezone(zone).date()
    return Span(now, opening(datetime.combine(today + timedelta(days=BUCKET_DAYS), time()), zone))


def day_buckets(free: Iterable[Span], zone: ZoneInfo) -> list[date]:
    """The local days on which something can be booked, in order."""
    return sorted({day for span in free for day in local_days(span, zone)})
