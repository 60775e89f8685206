"""When the owner of a page can be booked, through clock changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar.spans import Span
from domain.errors import Invalid
from domain.profiles.availability import buckets, check_windows, free_times
from domain.profiles.model import AvailabilityWindow

CHICAGO = ZoneInfo("America/Chicago")
NINE_TO_FIVE = [AvailabilityWindow(day, 9 * 60, 17 * 60) for day in range(7)]


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]


def a_day(day: date) -> Span:
    start = datetime(day.year, day.month, day.day, tzinfo=CHICAGO)
    return Span(start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC))


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2026, 3, 7), utc(2026, 3, 7, 15), utc(2026, 3, 7, 23)),
        (date(2026, 3, 8), utc(2026, 3, 8, 14), utc(2026, 3, 8, 22)),
        (date(2026, 10, 31), utc(2026, 10, 31, 14), utc(2026, 10, 31, 22)),
        (date(2026, 11, 1), utc(2026, 11, 1, 15), utc(2026, 11, 1, 23)),
    ],
)
def test_nine_is_nine_on_the_wall_before_and_after_a_clock_change(
    day: date, start: datetime, end: datetime
) -> None:
    assert free_times(NINE_TO_FIVE, [], a_day(day), CHICAGO) == [Span(start, end)]


def test_a_session_keeps_an_hour_to_its_neighbours() -> None:
    # 11:00 to 13:00 in Chicago, closed to others until 14:00 as holds keep it.
    taken = [Span(utc(2026, 5, 1, 16), utc(2026, 5, 1, 19))]
    free = free_times(NINE_TO_FIVE, taken, a_day(date(2026, 5, 1)), CHICAGO)
    assert free == [
        Span(utc(2026, 5, 1, 14), utc(2026, 5, 1, 15)),
        Span(utc(2026, 5, 1, 19), utc(2026, 5, 1, 22)),
    ]


def test_a_session_that_begins_just_after_the_range_still_needs_its_hour() -> None:
    within = Span(utc(2026, 5, 1, 14), utc(2026, 5, 1, 18))
    after = Span(utc(2026, 5, 1, 18, 30), utc(2026, 5, 1, 21))
    assert free_times([], [after], within, CHICAGO) == [Span(utc(2026, 5, 1, 14), utc(2026, 5, 1, 17, 30))]


def test_without_weekly_hours_every_hour_is_open_and_blocked_ones_are_not() -> None:
    within = a_day(date(2026, 5, 1))
    assert free_times([], [], within, CHICAGO) == [within]
    lunch = AvailabilityWindow(weekday=5, start_minute=720, end_minute=780, blocked=True)
    assert free_times([lunch], [], within, CHICAGO) == [
        Span(within.start, utc(2026, 5, 1, 17)),
        Span(utc(2026, 5, 1, 18), within.end),
    ]


def test_a_window_holds_only_between_its_dates() -> None:
    window = AvailabilityWindow(5, 540, 1020, effective_from=date(2026, 5, 8), effective_to=date(2026, 5, 8))
    within = Span(utc(2026, 5, 1), utc(2026, 5, 31))
    assert buckets([window], [], within.start, CHICAGO) == [date(2026, 5, 8)]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"weekday": 7}, "weekday"),
        ({"weekday": -1}, "weekday"),
        ({"start_minute": -1}, "startMinute"),
        ({"start_minute": 1440}, "startMinute"),
        ({"end_minute": 1441}, "endMinute"),
        ({"start_minute": 600, "end_minute": 600}, "endMinute"),
        ({"start_minute": 600, "end_minute": 540}, "endMinute"),
        ({"effective_from": date(2026, 5, 2), "effective_to": date(2026, 5, 1)}, "effectiveTo"),
    ],
)
def test_a_wrong_window_is_named_by_its_path(changes: dict[str, Any], path: str) -> None:
    values: dict[str, Any] = {"weekday": 1, "start_minute": 540, "end_minute": 1020}
    with pytest.raises(Invalid) as refusal:
        check_windows([NINE_TO_FIVE[0], AvailabilityWindow(**values | changes)])
    assert path in {name.removeprefix("windows.1.") for name in refusal.value.fields}
    assert all(name.startswith("windows.1.") for name in refusal.value.fields)


def test_a_week_has_a_bounded_number_of_windows() -> None:
    check_windows([NINE_TO_FIVE[0]] * 84)
    with pytest.raises(Invalid) as refusal:
        check_windows([NINE_TO_FIVE[0]] * 85)
    assert refusal.value.fields == {"windows": "At most 84 allowed."}
