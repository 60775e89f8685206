"""What an owner may write about a studio, and what a rate may say."""

from datetime import time
from typing import Any

import pytest

from domain.studios.model import Address, Geo, RateKind
from domain.studios.rules import check_details, check_rate, local_time
from domain.validation import Problems
from tests.domain.studios.builders import a_rate, some_details

HUGE = 2**31


def test_plain_details_pass() -> None:
    assert check_details(some_details()).fields == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "ab"}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"title": "nul\0inside"}, "title"),
        ({"description": "  "}, "description"),
        ({"description": "x" * 1_000_000}, "description"),
        ({"city": ""}, "city"),
        ({"region": ""}, "region"),
        ({"country": "usa"}, "country"),
        ({"country": "us"}, "country"),
        ({"geo": Geo(90.1, 0)}, "lat"),
        ({"geo": Geo(float("nan"), 0)}, "lat"),
        ({"geo": Geo(0, -180.5)}, "lon"),
        ({"geo": Geo(0, float("inf"))}, "lon"),
        ({"amenities": ("natural_light", "jacuzzi")}, "amenities"),
        ({"amenities": ("wifi", "wifi")}, "amenities"),
        ({"capacity_people": 0}, "capacityPeople"),
        ({"capacity_people": HUGE}, "capacityPeople"),
        ({"size_sqft": 0}, "sizeSqft"),
        ({"deposit_auth_cents": 0}, "depositAuthCents"),
        ({"deposit_auth_cents": -1}, "depositAuthCents"),
        ({"deposit_auth_cents": 1_000_001}, "depositAuthCents"),
        ({"deposit_required": False, "deposit_auth_cents": 500}, "depositAuthCents"),
        ({"house_rules": ("No pets.",) * 31}, "houseRules"),
        ({"house_rules": ("No pets.", "")}, "houseRules.1"),
        ({"address": Address("", "Houston", "TX", "77002", "US")}, "address.line1"),
        ({"address": Address("1 Main", "Houston", "TX", "x" * 17, "US")}, "address.postal"),
        ({"address": Address("1 Main", "Houston", "TX", "77002", "USA")}, "address.country"),
        ({"address": Address("1 Main", "Houston", "TX", "77002", "US", "x" * 121)}, "address.line2"),
    ],
)
def test_a_field_out_of_range_is_named(changes: dict[str, Any], field: str) -> None:
    assert list(check_details(some_details(**changes)).fields) == [field]


def test_every_wrong_field_is_named_at_once() -> None:
    wrong = some_details(title="", capacity_people=-5, house_rules=("",), geo=Geo(100, 200))
    assert set(check_details(wrong).fields) == {"title", "capacityPeople", "houseRules.0", "lat", "lon"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kind": RateKind.SLOT, "slot_minutes": 480},
        {"kind": RateKind.DAY, "min_booking_minutes": 480},
        {"start_local": time(22), "end_local": time(4)},
        {
            "start_local": time(0),
            "end_local": time(0),
            "min_booking_minutes": 1440,
            "max_booking_minutes": 1440,
        },
    ],
)
def test_a_rate_that_can_be_booked_passes(changes: dict[str, Any]) -> None:
    assert check_rate(a_rate(**changes)).fields == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "rate.name"),
        ({"dow": ()}, "rate.dow"),
        ({"dow": (0, 7)}, "rate.dow"),
        ({"dow": (-1,)}, "rate.dow"),
        ({"dow": (1, 1)}, "rate.dow"),
        ({"price_cents": 99}, "rate.priceCents"),
        ({"price_cents": HUGE}, "rate.priceCents"),
        ({"overtime_cents_per_30m": -1}, "rate.overtimeCentsPer30m"),
        ({"min_booking_minutes": 0}, "rate.minBookingMinutes"),
        ({"min_booking_minutes": 481}, "rate.minBookingMinutes"),
        ({"min_booking_minutes": 120, "max_booking_minutes": 119}, "rate.maxBookingMinutes"),
        ({"slot_minutes": 60}, "rate.slotMinutes"),
        ({"kind": RateKind.SLOT}, "rate.slotMinutes"),
        ({"kind": RateKind.SLOT, "slot_minutes": 481}, "rate.slotMinutes"),
        ({"kind": RateKind.SLOT, "slot_minutes": 45}, "rate.slotMinutes"),
        ({"kind": RateKind.SLOT, "slot_minutes": 240, "max_booking_minutes": 180}, "rate.slotMinutes"),
    ],
)
def test_a_rate_nobody_could_book_is_refused(changes: dict[str, Any], field: str) -> None:
    assert list(check_rate(a_rate(**changes)).fields) == [field]


@pytest.mark.parametrize(
    ("text", "wall"), [("00:00", time()), ("09:30", time(9, 30)), ("23:59", time(23, 59)), ("24:00", time())]
)
def test_a_wall_time_is_hours_and_minutes(text: str, wall: time) -> None:
    problems = Problems()
    assert (local_time(problems, "endLocal", text), problems.fields) == (wall, {})


@pytest.mark.parametrize(
    "text", ["", "9:00", "09:60", "25:00", "09:00:00", "09:00\n", "\u0660\u0669:\u0660\u0660", "24:01", "9am"]
)
def test_anything_else_is_no_wall_time(text: str) -> None:
    problems = Problems()
    local_time(problems, "endLocal", text)
    assert list(problems.fields) == ["endLocal"]


def test_nothing_opens_at_the_end_of_the_day() -> None:
    problems = Problems()
    local_time(problems, "startLocal", "24:00")
    assert list(problems.fields) == ["startLocal"]
