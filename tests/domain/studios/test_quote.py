"""The price of a studio for a time."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.spans import Span
from domain.errors import Invalid, NotFound
from domain.money import Money
from domain.studios.model import Rate, RateKind
from domain.studios.quote import base_price, best_rate, overtime_line, price_from_cents
from tests.domain.studios.builders import BORN, EVERY_DAY, HOUSTON, a_rate, a_studio, local

MONDAY = "2026-06-01"
SUNDAY = "2026-06-07"


def cents(rates: list[Rate], session: Span) -> int:
    return base_price(a_studio(), rates, session, HOUSTON).subtotal.cents


@pytest.mark.parametrize(("minutes", "hours"), [(60, 1), (61, 2), (90, 2), (120, 2), (480, 8)])
def test_a_begun_hour_is_a_whole_one(minutes: int, hours: int) -> None:
    assert cents([a_rate(price_cents=8_000)], local(f"{MONDAY} 09:00", minutes)) == 8_000 * hours


def test_a_slot_costs_its_price_and_starts_where_slots_start() -> None:
    slot = a_rate(kind=RateKind.SLOT, slot_minutes=240, price_cents=25_000)
    assert cents([slot], local(f"{MONDAY} 13:00", 240)) == 25_000
    for refused in (
        local(f"{MONDAY} 10:00", 240),
        local(f"{MONDAY} 09:00", 180),
        local(f"{MONDAY} 09:00", 480),
    ):
        with pytest.raises(NotFound, match="No rate"):
            base_price(a_studio(), [slot], refused, HOUSTON)


def test_a_day_costs_its_price_however_much_of_it_is_used() -> None:
    day = a_rate(kind=RateKind.DAY, price_cents=60_000)
    assert cents([day], local(f"{MONDAY} 09:00", 480)) == 60_000
    assert cents([day], local(f"{MONDAY} 11:00", 120)) == 60_000


@pytest.mark.parametrize(
    "session",
    [
        local(f"{MONDAY} 08:30", 120),
        local(f"{MONDAY} 16:00", 61),
        local(f"{MONDAY} 09:00", 59),
        local(f"{MONDAY} 09:00", 241),
        local(f"{SUNDAY} 09:00", 120),
    ],
    ids=["before opening", "past closing", "too short", "too long", "another weekday"],
)
def test_what_no_rate_covers_has_no_price(session: Span) -> None:
    rate = a_rate(dow=(1, 2, 3, 4, 5), min_booking_minutes=60, max_booking_minutes=240)
    with pytest.raises(NotFound) as refusal:
        base_price(a_studio(), [rate], session, HOUSTON)
    assert refusal.value.code == "STUDIO_RATE_NOT_FOUND"
    assert str(refusal.value.hint).startswith("Hourly ")


def test_a_session_may_not_cross_from_one_window_into_the_next() -> None:
    morning = a_rate(rate_id="srt_1", end_local=time(13))
    afternoon = a_rate(rate_id="srt_2", start_local=time(13))
    assert cents([morning, afternoon], local(f"{MONDAY} 11:00", 120)) == 16_000
    with pytest.raises(NotFound):
        base_price(a_studio(), [morning, afternoon], local(f"{MONDAY} 12:00", 120), HOUSTON)


def test_the_lowest_price_wins_then_the_more_specific_rate_then_the_older_one() -> None:
    session = local(f"{MONDAY} 09:00", 240)
    hourly = a_rate(rate_id="srt_1", price_cents=10_000)
    slot = a_rate(rate_id="srt_2", kind=RateKind.SLOT, slot_minutes=240, price_cents=40_000)
    day = a_rate(rate_id="srt_3", kind=RateKind.DAY, price_cents=40_000)
    later = a_rate(rate_id="srt_4", kind=RateKind.SLOT, slot_minutes=240, price_cents=40_000)
    cheap = a_rate(rate_id="srt_5", price_cents=9_999)
    assert best_rate([later, day, hourly, slot], session, HOUSTON) == slot
    assert best_rate([later, day, hourly, slot, cheap], session, HOUSTON) == cheap


def test_a_switched_off_rate_prices_nothing() -> None:
    with pytest.raises(NotFound) as refusal:
        best_rate([a_rate(active=False)], local(f"{MONDAY} 09:00", 60), HOUSTON)
    assert refusal.value.hint == "The studio has no prices yet."


def test_an_evening_rate_reaches_past_midnight() -> None:
    evening = a_rate(dow=(6,), start_local=time(20), end_local=time(4), price_cents=5_000)
    saturday_night = local("2026-06-06 23:00", 240)
    assert cents([evening], saturday_night) == 20_000
    with pytest.raises(NotFound):
        best_rate([evening], local("2026-06-06 01:00", 60), HOUSTON)


def test_clock_changes_bill_the_time_that_passes() -> None:
    night = a_rate(start_local=time(0), end_local=time(6), price_cents=1_000)
    assert cents([night], local("2026-03-08 00:00", 300)) == 5_000  # until 06:00: five hours, not six
    assert cents([night], local("2026-11-01 00:00", 420)) == 7_000  # until 06:00: seven
    with pytest.raises(NotFound):
        best_rate([night], local("2026-03-08 00:00", 360), HOUSTON)


@pytest.mark.parametrize("crew", [0, -1, 13, 2**31 - 1])
def test_more_people_than_the_place_takes_are_refused(crew: int) -> None:
    with pytest.raises(Invalid) as refusal:
        base_price(a_studio(capacity_people=12), [a_rate()], local(f"{MONDAY} 09:00", 60), HOUSTON, crew)
    assert refusal.value.fields == {"crewSize": "Must be from 1 to 12."}


def test_the_deposit_stays_outside_the_price() -> None:
    price = base_price(
        a_studio(deposit_auth_cents=20_000), [a_rate()], local(f"{MONDAY} 09:00", 60), HOUSTON, 12
    )
    assert (price.subtotal, price.deposit) == (Money(8_000), Money(20_000))
    free = a_studio(deposit_required=False, deposit_auth_cents=0)
    assert base_price(free, [a_rate()], local(f"{MONDAY} 09:00", 60), HOUSTON).deposit == Money(0)


@pytest.mark.parametrize(("minutes", "half_hours"), [(1, 1), (30, 1), (31, 2), (90, 3)])
def test_overtime_goes_by_begun_half_hours(minutes: int, half_hours: int) -> None:
    line = overtime_line(a_rate(overtime_cents_per_30m=4_500), minutes, "USD")
    assert (line.qty, line.total) == (half_hours, Money(4_500 * half_hours))


def test_overtime_needs_time() -> None:
    with pytest.raises(Invalid):
        overtime_line(a_rate(), 0, "USD")


def test_the_price_from_is_the_cheapest_hour_of_any_kind() -> None:
    hourly = a_rate(price_cents=8_000)
    slot = a_rate(kind=RateKind.SLOT, slot_minutes=240, price_cents=25_001)
    day = a_rate(kind=RateKind.DAY, price_cents=80_000)
    assert price_from_cents([hourly, slot, day]) == 6_251
    assert price_from_cents([hourly, a_rate(price_cents=100, active=False)]) == 8_000
    assert price_from_cents([]) == 0


hourly_rates = st.builds(
    lambda number, start, length, price, least: a_rate(
        rate_id=f"srt_{number}",
        start_local=time(start),
        end_local=time((start + length) % 24),
        price_cents=price,
        min_booking_minutes=least,
    ),
    st.integers(1, 9),
    st.integers(0, 23),
    st.integers(1, 24),
    st.integers(100, 50_000),
    st.sampled_from([30, 60, 120]),
)


@given(
    rates=st.lists(hourly_rates, min_size=1, max_size=4),
    offset=st.integers(0, 370 * 24 * 4),
    minutes=st.integers(1, 600),
    order=st.randoms(use_true_random=False),
)
def test_a_quote_does_not_depend_on_the_order_of_rates_and_never_takes_the_dearer_one(
    rates: list[Rate], offset: int, minutes: int, order: object
) -> None:
    start = BORN + timedelta(minutes=15 * offset)
    session = Span(start, start + timedelta(minutes=minutes))
    unique = list({rate.rate_id: rate for rate in rates}.values())
    shuffled = sorted(unique, key=lambda _: order.random())  # type: ignore[attr-defined]
    singly = [cents([rate], session) for rate in unique if covers(rate, session)]
    if not singly:
        with pytest.raises(NotFound):
            best_rate(shuffled, session, HOUSTON)
    else:
        assert best_rate(shuffled, session, HOUSTON) == best_rate(unique, session, HOUSTON)
        assert cents(shuffled, session) == min(singly)


def covers(rate: Rate, session: Span) -> bool:
    """By the wall clock: on some day, the session lies between the readings of opening and closing."""
    first, last = session.start.astimezone(HOUSTON), (session.end - timedelta.resolution).astimezone(HOUSTON)
    if session.minutes < rate.min_booking_minutes:
        return False
    for back in (0, 1):
        midnight = datetime.combine(first.date() - timedelta(days=back), time())
        opens = midnight + timedelta(minutes=rate.start_minute)
        closes = midnight + timedelta(minutes=rate.end_minute)
        if opens <= first.replace(tzinfo=None) and last.replace(tzinfo=None) < closes:
            return True
    return False


def test_rates_of_every_day_cover_every_weekday() -> None:
    for day in range(1, 8):
        assert cents([a_rate(dow=EVERY_DAY)], local(f"2026-06-0{day} 09:00", 60)) == 8_000
