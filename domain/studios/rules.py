"""What an owner may write: the limits of every field of a studio and of its rates."""

import re
from datetime import time
from typing import Final

from domain.calendar.local_time import DAY_MINUTES
from domain.common.taxonomy import keys
from domain.studios.model import Address, Rate, RateKind, StudioDetails
from domain.validation import Problems

TITLE_MAX: Final = 80
DESCRIPTION_MAX: Final = 4000
PLACE_MAX: Final = 80
LINE_MAX: Final = 120
POSTAL_MAX: Final = 16
CAPACITY_MAX: Final = 1000
SIZE_SQFT_MAX: Final = 1_000_000
HOUSE_RULES_MAX: Final = 30
HOUSE_RULE_MAX: Final = 300
DEPOSIT_MAX_CENTS: Final = 1_000_000
PRICE_MIN_CENTS: Final = 100
PRICE_MAX_CENTS: Final = 5_000_000
RATE_NAME_MAX: Final = 80
RATES_MAX: Final = 50
STUDIOS_MAX: Final = 100
BOOKING_MIN_MINUTES: Final = 30
MEDIA_MAX: Final = 60
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LOCAL: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def check_details(details: StudioDetails) -> Problems:
    """Every field that is out of range. Lists of a draft may be empty; publishing asks for more."""
    problems = Problems()
    problems.text("title", details.title, TITLE_MAX, min=3)
    problems.text("description", details.description, DESCRIPTION_MAX)
    problems.text("city", details.city, PLACE_MAX)
    problems.text("region", details.region, PLACE_MAX)
    _check_country(problems, details.country)
    problems.number("lat", details.geo.lat, -90, 90)
    problems.number("lon", details.geo.lon, -180, 180)
    _check_address(problems.within("address."), details.address)
    _check_amenities(problems, details.amenities)
    problems.integer("capacityPeople", details.capacity_people, 1, CAPACITY_MAX)
    if details.size_sqft is not None:
        problems.integer("sizeSqft", details.size_sqft, 1, SIZE_SQFT_MAX)
    _check_deposit(problems, details)
    _check_house_rules(problems, details.house_rules)
    return problems


def check_rate(rate: Rate) -> Problems:
    """Every field that is out of range, or contradicts another so that the rate could never be booked."""
    problems = Problems("rate.")
    problems.text("name", rate.name, RATE_NAME_MAX)
    _check_dow(problems, rate.dow)
    problems.integer("priceCents", rate.price_cents, PRICE_MIN_CENTS, PRICE_MAX_CENTS)
    problems.integer("overtimeCentsPer30m", rate.overtime_cents_per_30m, 0, PRICE_MAX_CENTS)
    problems.integer("minBookingMinutes", rate.min_booking_minutes, BOOKING_MIN_MINUTES, rate.window_minutes)
    if rate.max_booking_minutes is not None:
        # A cap under the minimum would leave no length that could be booked.
        problems.integer("maxBookingMinutes", rate.max_booking_minutes, rate.min_booking_minutes, DAY_MINUTES)
    _check_slot(problems, rate)
    return problems


def local_time(problems: Problems, name: str, text: str) -> time:
    """HH:MM as a wall time; 24:00 is the midnight that ends the day. What is neither becomes a problem."""
    if text == "24:00" and name == "endLocal":
        return time()
    match = _LOCAL.fullmatch(text)
    if match is None:
        problems.add(name, "Must be a time of day as HH:MM, 00:00 to 23:59.")
        return time()
    return time(int(match[1]), int(match[2]))


def _check_country(problems: Problems, country: str) -> None:
    problems.require(
        "country", "Must be a country as two capital letters.", ok=bool(_COUNTRY.fullmatch(country))
    )


def _check_address(problems: Problems, address: Address) -> None:
    problems.text("line1", address.line1, LINE_MAX)
    if address.line2 is not None:
        problems.text("line2", address.line2, LINE_MAX, min=0)
    problems.text("city", address.city, PLACE_MAX)
    problems.text("region", address.region, PLACE_MAX)
    problems.text("postal", address.postal, POSTAL_MAX)
    _check_country(problems, address.country)


def _check_amenities(problems: Problems, amenities: tuple[str, ...]) -> None:
    unknown = sorted(set(amenities) - keys("amenity"))[:5]
    problems.require(
        "amenities", f"Not amenities we know: {', '.join(key[:40] for key in unknown)}.", ok=not unknown
    )
    problems.require("amenities", "Each amenity only once.", ok=len(set(amenities)) == len(amenities))


def _check_deposit(problems: Problems, details: StudioDetails) -> None:
    low, high = (100, DEPOSIT_MAX_CENTS) if details.deposit_required else (0, 0)
    # The house rules that a guest signs state the deposit: amount and switch may not contradict each other.
    problems.integer("depositAuthCents", details.deposit_auth_cents, low, high)


def _check_house_rules(problems: Problems, house_rules: tuple[str, ...]) -> None:
    if problems.count("houseRules", house_rules, HOUSE_RULES_MAX):
        for place, rule in enumerate(house_rules):
            problems.text(f"houseRules.{place}", rule, HOUSE_RULE_MAX)


def _check_dow(problems: Problems, dow: tuple[int, ...]) -> None:
    days = set(dow)
    ok = 0 < len(dow) == len(days) and days <= set(range(7))
    problems.require("dow", "Must be weekdays from 0 (Sunday) to 6 (Saturday), each once.", ok=ok)


def _check_slot(problems: Problems, rate: Rate) -> None:
    if rate.kind is not RateKind.SLOT:
        problems.require("slotMinutes", "Only a slot rate has a slot length.", ok=rate.slot_minutes is None)
        return
    longest = min(rate.window_minutes, rate.max_booking_minutes or DAY_MINUTES)
    # A slot that the rate's own limits rule out could never be booked.
    problems.integer("slotMinutes", rate.slot_minutes, rate.min_booking_minutes, longest)
