"""When a studio can be booked."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.buffers import Buffers
from domain.calendar.holds import studio_calendar
from domain.calendar.spans import Span
from domain.errors import Conflict
from domain.studios.model import Blackout, BlackoutId, Policy, Rate, RateKind
from domain.studios.openings import bookable_times
from domain.studios.quote import mismatch
from domain.studios.schedule import Schedule, Taken
from tests.domain.studios.builders import BORN, HOUSTON, a_rate, a_studio, local

MONDAY = local("2026-06-01 00:00", 24 * 60)
BUFFERS = Buffers(before_min=30, after_min=30, cleaning_min=15)


def a_schedule(
    rates: list[Rate],
    *,
    booked: list[Span] | None = None,
    closed: list[Span] | None = None,
    buffers: Buffers = BUFFERS,
) -> Schedule:
    """A studio with these sessions booked, each with its buffers around it."""
    occupied = tuple(buffers.around(session) for session in booked or [])
    return Schedule(
        studio=a_studio(),
        zone=HOUSTON,
        policy=Policy(buffers),
        rates=tuple(rates),
        taken=(Taken(studio_calendar(a_studio().studio_id, buffers), occupied),),
        closed=tuple(Blackout(BlackoutId("sbo_1"), a_studio().studio_id, span) for span in closed or []),
    )


def test_an_empty_day_is_open_for_the_hours_of_its_rates() -> None:
    assert bookable_times([a_rate()], [], MONDAY, HOUSTON) == [local("2026-06-01 09:00", 480)]


def test_a_booking_takes_its_time_its_buffers_and_those_of_the_next() -> None:
    times = a_schedule([a_rate()], booked=[local("2026-06-01 12:00", 60)]).free_times(MONDAY)
    # 30 before it and 45 after a rival that ends earlier; 45 after it and 30 before the next.
    assert times == [local("2026-06-01 09:00", 105), local("2026-06-01 14:15", 165)]


def test_a_gap_shorter_than_the_shortest_booking_is_no_opening() -> None:
    shut = a_schedule([a_rate(min_booking_minutes=90)], closed=[local("2026-06-01 10:00", 360)])
    assert shut.free_times(MONDAY) == []


def test_slots_are_offered_whole_or_not_at_all() -> None:
    slot = a_rate(kind=RateKind.SLOT, slot_minutes=180)
    assert bookable_times([slot], [], MONDAY, HOUSTON) == [
        local("2026-06-01 09:00", 180),
        local("2026-06-01 12:00", 180),
    ]
    busy = [local("2026-06-01 11:59", 1)]
    assert bookable_times([slot], busy, MONDAY, HOUSTON) == [local("2026-06-01 12:00", 180)]


def test_neighbouring_windows_stay_apart_because_no_booking_may_cross() -> None:
    rates = [a_rate(end_local=time(13)), a_rate(start_local=time(13))]
    assert bookable_times(rates, [], MONDAY, HOUSTON) == [
        local("2026-06-01 09:00", 240),
        local("2026-06-01 13:00", 240),
    ]


def test_a_closed_time_and_a_neighbour_are_refused_by_their_own_codes() -> None:
    session = local("2026-06-01 12:00", 60)
    a_schedule([]).require_free(session)
    with pytest.raises(Conflict) as blackout:
        a_schedule([], closed=[local("2026-06-01 12:59", 10)]).require_free(session)
    with pytest.raises(Conflict) as neighbour:
        a_schedule([], booked=[local("2026-06-01 14:14", 60)]).require_free(session)
    a_schedule([], booked=[local("2026-06-01 14:15", 60)]).require_free(session)
    assert [blackout.value.code, neighbour.value.code] == ["STUDIO_BLACKOUT", "STUDIO_CONFLICT_BUFFER"]


rates = st.builds(
    lambda kind, start, length, slot, least: a_rate(
        kind=kind,
        start_local=time(start),
        end_local=time((start + length) % 24),
        slot_minutes=min(slot, length * 60) if kind is RateKind.SLOT else None,
        min_booking_minutes=least,
    ),
    st.sampled_from(list(RateKind)),
    st.integers(0, 23),
    st.integers(2, 24),
    st.sampled_from([60, 90, 240]),
    st.sampled_from([30, 60]),
)
# Quarter hours through the year, so that both clock changes are met.
quarters = st.integers(0, 365 * 96)


@given(
    st.lists(rates, min_size=1, max_size=3),
    quarters,
    st.integers(1, 24),
    st.integers(-8, 40),
    st.integers(-16, 16),
    st.builds(Buffers, st.sampled_from([0, 30]), st.sampled_from([0, 30]), st.sampled_from([0, 15])),
)
def test_a_session_can_be_quoted_and_had_exactly_when_it_lies_in_an_offered_time(
    some_rates: list[Rate], start: int, length: int, other: int, shift: int, buffers: Buffers
) -> None:
    quarter = timedelta(minutes=15)
    session = Span(BORN + quarter * start, BORN + quarter * (start + length))
    booked = Span(session.start + quarter * other, session.start + quarter * (other + 4))
    closed = Span(session.start + quarter * (shift - 2), session.start + quarter * shift)
    within = Span(session.start - timedelta(days=2), session.end + timedelta(days=2))
    schedule = a_schedule(some_rates, booked=[booked], closed=[closed], buffers=buffers)
    offered = schedule.free_times(within)
    fitting = any(mismatch(rate, session, HOUSTON) is None for rate in some_rates)
    had = not buffers.around(booked).overlaps(buffers.around(session)) and not closed.overlaps(session)
    if fitting and had:
        assert any(span.contains(session) for span in offered)
    for span in offered:
        if span.contains(session) and not fitting:
            # Offered as a time, but this length or start is no booking of any rate: too short, or no whole slot.
            assert any(rate.slot_minutes or session.minutes < rate.min_booking_minutes for rate in some_rates)
        if span.contains(session):
            assert had
