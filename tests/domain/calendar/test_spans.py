"""Reckoning with spans, against the plain definition: a set of minutes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.buffers import PERSON, Buffers
from domain.calendar.spans import Span, clipped, maximal, merged, span_or_none, subtracted

EPOCH = datetime(2026, 3, 1, tzinfo=UTC)


def span(start: int, end: int) -> Span:
    return Span(EPOCH + timedelta(minutes=start), EPOCH + timedelta(minutes=end))


def minutes_of(spans: list[Span]) -> set[int]:
    return {
        minute
        for each in spans
        for minute in range(
            (each.start - EPOCH) // timedelta(minutes=1), (each.end - EPOCH) // timedelta(minutes=1)
        )
    }


spans = st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
buffers = st.builds(Buffers, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))


@given(st.lists(spans, max_size=8))
def test_merging_keeps_the_time_and_leaves_gaps_between_spans(given_spans: list[Span]) -> None:
    result = merged(given_spans)
    assert minutes_of(result) == minutes_of(given_spans)
    assert all(a.end < b.start for a, b in pairwise(result))


@given(spans, st.lists(spans, max_size=8))
def test_what_is_left_of_a_span_is_its_time_without_the_busy_time(whole: Span, busy: list[Span]) -> None:
    left = subtracted([whole], busy)
    assert minutes_of(left) == minutes_of([whole]) - minutes_of(busy)
    assert left == sorted(left)


@given(st.lists(spans, max_size=8), spans)
def test_clipping_keeps_the_time_inside(given_spans: list[Span], within: Span) -> None:
    assert minutes_of(clipped(given_spans, within)) == minutes_of(given_spans) & minutes_of([within])


@given(st.lists(spans, max_size=8))
def test_maximal_spans_hold_every_span_and_none_holds_another(given_spans: list[Span]) -> None:
    result = maximal(given_spans)
    assert all(any(kept.contains(each) for kept in result) for each in given_spans)
    assert not any(a.contains(b) for a in result for b in result if a is not b)
    assert set(result) <= set(given_spans)


@given(spans, spans, buffers)
def test_a_session_is_barred_exactly_where_its_surroundings_meet_occupied_time(
    session: Span, occupied: Span, around: Buffers
) -> None:
    assert around.barred_by(occupied).overlaps(session) == occupied.overlaps(around.around(session))


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not span(0, 60).overlaps(span(60, 120))
    assert span(0, 61).overlaps(span(60, 120))


def test_two_bookings_of_a_person_are_sixty_minutes_apart_and_no_more() -> None:
    morning = PERSON.around(span(0, 60))
    assert morning.overlaps(PERSON.around(span(119, 180)))
    assert not morning.overlaps(PERSON.around(span(120, 180)))


def test_a_begun_minute_counts() -> None:
    assert Span(EPOCH, EPOCH + timedelta(seconds=61)).minutes == 2
    assert span(0, 60).minutes == 60


def test_there_is_no_empty_or_backward_span() -> None:
    assert span_or_none(EPOCH, EPOCH) is None
    with pytest.raises(ValueError, match="ends after"):
        Span(EPOCH, EPOCH)


def test_a_span_refuses_wall_times() -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="wall times"):
        Span(naive, naive + timedelta(hours=1))
