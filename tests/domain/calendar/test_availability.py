"""When a person can be booked, and the days that search may show."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.availability import (
    BUCKET_DAYS,
    asked_range,
    bucket_range,
    day_buckets,
    not_yet_past,
    person_free_times,
)
from domain.calendar.buffers import PERSON
from domain.calendar.local_time import WeeklyWindow
from domain.calendar.spans import Span
from domain.errors import Invalid

HOUSTON = ZoneInfo("America/Chicago")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONDAY = Span(datetime(2026, 6, 1, 5, tzinfo=UTC), datetime(2026, 6, 2, 5, tzinfo=UTC))


def at(hour: int, hours: int) -> Span:
    """Local hours of that Monday."""
    return Span(MONDAY.start + HOUR * hour, MONDAY.start + HOUR * (hour + hours))


def test_who_set_no_hours_can_be_booked_at_any() -> None:
    assert person_free_times([], [], [], MONDAY, HOUSTON) == [MONDAY]


def test_weekly_hours_less_blocked_hours_less_bookings_with_an_hour_between() -> None:
    hours = [WeeklyWindow(1, 9 * 60, 13 * 60), WeeklyWindow(1, 13 * 60, 20 * 60)]
    lunch = [WeeklyWindow(1, 12 * 60, 13 * 60)]
    booked = [PERSON.around(at(15, 2))]
    assert person_free_times(hours, lunch, booked, MONDAY, HOUSTON) == [at(9, 3), at(13, 1), at(18, 2)]


def test_a_free_time_too_short_to_work_in_is_not_offered() -> None:
    booked = [
        PERSON.around(at(0, 9)),
        PERSON.around(Span(at(11, 1).start - timedelta(minutes=1), at(23, 1).end)),
    ]
    assert person_free_times([], [], booked, MONDAY, HOUSTON) == []


@given(
    st.lists(st.tuples(st.integers(0, 95), st.integers(1, 16)), max_size=5),
    st.tuples(st.integers(0, 90), st.integers(4, 20)),
)
def test_a_person_can_be_had_exactly_in_the_times_offered(
    taken: list[tuple[int, int]], wanted: tuple[int, int]
) -> None:
    quarter = timedelta(minutes=15)
    spans = [Span(MONDAY.start + quarter * a, MONDAY.start + quarter * (a + n)) for a, n in [*taken, wanted]]
    occupied, session = [PERSON.around(span) for span in spans[:-1]], spans[-1]
    offered = person_free_times([], [], occupied, MONDAY, HOUSTON)
    free = MONDAY.contains(session) and not any(span.overlaps(PERSON.around(session)) for span in occupied)
    assert any(span.contains(session) for span in offered) == free


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (NOW, NOW, "to"),
        (NOW, NOW - HOUR, "to"),
        (NOW, NOW + timedelta(days=93), "to"),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC), "from"),
        (datetime(9999, 12, 30, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), "from"),
    ],
)
def test_a_range_that_cannot_be_answered_names_its_field(start: datetime, end: datetime, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        asked_range(start, end, NOW)
    assert list(refusal.value.fields) == [field]


def test_what_is_over_cannot_be_booked() -> None:
    asked = asked_range(NOW - HOUR, NOW + HOUR, NOW)
    assert not_yet_past(asked, NOW) == Span(NOW, NOW + HOUR)
    assert not_yet_past(Span(NOW - HOUR, NOW), NOW) is None


def test_buckets_are_the_next_thirty_local_days_with_something_free() -> None:
    free = person_free_times([], [], [], bucket_range(NOW, HOUSTON), HOUSTON)
    assert day_buckets(free, HOUSTON) == [date(2026, 6, 1) + timedelta(days=i) for i in range(BUCKET_DAYS)]


def test_a_day_that_is_full_has_no_bucket() -> None:
    weekdays = [WeeklyWindow(day, 9 * 60, 17 * 60) for day in (1, 2)]
    full = [Span(MONDAY.start, MONDAY.end)]
    within = bucket_range(NOW, HOUSTON)
    buckets = day_buckets(person_free_times(weekdays, [], full, within, HOUSTON), HOUSTON)
    assert buckets[:3] == [date(2026, 6, 2), date(2026, 6, 8), date(2026, 6, 9)]
