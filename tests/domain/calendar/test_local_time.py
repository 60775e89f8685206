"""Weekly windows on the wall clock, above all in the nights on which clocks are changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.calendar.local_time import WeeklyWindow, local_days, occurrences, weekday_of
from domain.calendar.spans import Span

HOUSTON = ZoneInfo("America/Chicago")
# Clocks go forward 02:00 to 03:00 on 8 March 2026 and back 02:00 to 01:00 on 1 November 2026.
FORWARD, BACK = date(2026, 3, 8), date(2026, 11, 1)
# Half an hour (Lord Howe), at midnight (Havana), and against the seasons (Dublin's winter is the exception).
ZONES = [
    ZoneInfo(name)
    for name in ("America/Chicago", "Australia/Lord_Howe", "America/Havana", "Europe/Dublin", "UTC")
]
MINUTE = timedelta(minutes=1)


def on(day: date, start: str, end: str, zone: ZoneInfo = HOUSTON) -> Span | None:
    window = WeeklyWindow(weekday_of(day), minutes(start), minutes(end))
    return window.on(day, zone)


def minutes(text: str) -> int:
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "from_utc", "to_utc"),
    [
        ("09:00", "17:00", (14, 0), (22, 0)),  # hours after the change are on summer time
        ("01:00", "04:00", (7, 0), (9, 0)),  # three hours on paper, two that happen
        ("02:30", "04:00", (8, 0), (9, 0)),  # opens in the missing hour: opens as the clock jumps
        ("01:00", "02:30", (7, 0), (8, 0)),  # closes in it: closes as the clock jumps
    ],
)
def test_windows_on_the_night_clocks_go_forward(
    start: str, end: str, from_utc: tuple[int, int], to_utc: tuple[int, int]
) -> None:
    assert on(FORWARD, start, end) == Span(utc(FORWARD, *from_utc), utc(FORWARD, *to_utc))


def test_a_window_inside_the_missing_hour_does_not_happen() -> None:
    assert on(FORWARD, "02:15", "02:45") is None
    assert on(FORWARD, "02:00", "03:00") is None


@pytest.mark.parametrize(
    ("start", "end", "from_utc", "to_utc"),
    [
        ("00:00", "01:00", (5, 0), (6, 0)),  # ends as 01:00 is first read
        ("00:00", "01:30", (5, 0), (7, 30)),  # runs to the second 01:30
        ("01:00", "02:00", (6, 0), (8, 0)),  # the repeated hour lasts two
        ("01:30", "03:00", (6, 30), (9, 0)),  # opens at the first 01:30
        ("09:00", "17:00", (15, 0), (23, 0)),
    ],
)
def test_windows_on_the_night_clocks_go_back(
    start: str, end: str, from_utc: tuple[int, int], to_utc: tuple[int, int]
) -> None:
    assert on(BACK, start, end) == Span(utc(BACK, *from_utc), utc(BACK, *to_utc))


def test_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    saturday = date(2026, 3, 7)
    assert on(saturday, "22:00", "28:00") == Span(utc(FORWARD, 4), utc(FORWARD, 9))


def test_days_have_23_24_and_25_hours() -> None:
    lengths = [on(day, "00:00", "24:00") for day in (FORWARD, date(2026, 6, 1), BACK)]
    assert [span.minutes if span else 0 for span in lengths] == [23 * 60, 24 * 60, 25 * 60]


def test_local_days_are_those_of_the_place() -> None:
    late_evening = Span(utc(date(2026, 6, 2), 2), utc(date(2026, 6, 2), 5))
    assert list(local_days(late_evening, HOUSTON)) == [date(2026, 6, 1)]
    assert list(local_days(Span(late_evening.start, late_evening.end + MINUTE), HOUSTON)) == [
        date(2026, 6, 1),
        date(2026, 6, 2),
    ]


def test_a_window_outside_its_dates_does_not_happen() -> None:
    window = WeeklyWindow(weekday_of(FORWARD), 540, 1020, effective_from=FORWARD, effective_to=FORWARD)
    year = Span(utc(date(2026, 1, 1), 0), utc(date(2026, 12, 31), 0))
    assert occurrences([window], year, HOUSTON) == [Span(utc(FORWARD, 14), utc(FORWARD, 22))]


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    start=st.integers(0, 1439),
    length=st.integers(1, 1440),
)
@example(zone=HOUSTON, day=FORWARD, start=120, length=60)
@example(zone=HOUSTON, day=BACK, start=60, length=60)
@example(zone=HOUSTON, day=BACK, start=0, length=60)
def test_a_window_is_the_smallest_span_with_every_minute_whose_reading_lies_in_it(
    zone: ZoneInfo, day: date, start: int, length: int
) -> None:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall time
    opens, closes = midnight + MINUTE * start, midnight + MINUTE * (start + length)
    noon = datetime(day.year, day.month, day.day, tzinfo=UTC)
    minutes_around = (noon + MINUTE * offset for offset in range(-20 * 60, 64 * 60))
    inside = [at for at in minutes_around if opens <= at.astimezone(zone).replace(tzinfo=None) < closes]
    expected = Span(inside[0], inside[-1] + MINUTE) if inside else None
    assert WeeklyWindow(weekday_of(day), start, start + length).on(day, zone) == expected


@given(
    zone=st.sampled_from(ZONES),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)),  # noqa: DTZ001
    hours=st.integers(1, 24 * 20),
    weekday=st.integers(0, 6),
    opens=st.integers(0, 1439),
    length=st.integers(1, 1440),
)
def test_occurrences_are_the_windows_of_all_days_that_touch_the_span(
    zone: ZoneInfo, start: datetime, hours: int, weekday: int, opens: int, length: int
) -> None:
    within = Span(start.replace(tzinfo=UTC), start.replace(tzinfo=UTC) + timedelta(hours=hours))
    window = WeeklyWindow(weekday, opens, opens + length)
    first = within.start.date() - timedelta(days=3)
    days = [first + timedelta(days=i) for i in range(hours // 24 + 8)]
    expected = [span for day in days if window.happens_on(day) and (span := window.on(day, zone))]
    assert occurrences([window], within, zone) == [span for span in expected if span.overlaps(within)]
