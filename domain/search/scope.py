"""Where and when a search looks: surface, place, days, budget."""

import math
from datetime import date, timedelta
from typing import Final, Protocol

from domain.common.cities import City
from domain.errors import Forbidden, Invalid
from domain.search.geo import distance_m, on_the_map
from domain.search.model import Point, Surface
from domain.validation import Problems

# How far from a city's centre a position may lie and still be in or around that city.
CITY_REACH_M: Final = 150_000
RANGE_MOST_DAYS: Final = 31
# Open days are kept this far ahead; later ones cannot be asked for.
HORIZON_DAYS: Final = 90
BUDGET_MOST_CENTS: Final = 1_000_000_000


class _Located(Protocol):
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def origin_lat(self) -> float | None: ...
    @property
    def origin_lon(self) -> float | None: ...


class _Dated(Protocol):
    @property
    def day(self) -> date | None: ...
    @property
    def days(self) -> tuple[date, date] | None: ...


class _Priced(Protocol):
    @property
    def budget_min_cents(self) -> int | None: ...
    @property
    def budget_max_cents(self) -> int | None: ...


def invalid_location(message: str, hint: str) -> Invalid:
    return Invalid("SEARCH_INVALID_LOCATION", message, hint=hint)


def require_open(city: City | None) -> City:
    """The city, if we know it and its gate is open."""
    if city is None:
        raise invalid_location("There is no such city.", "The cities query lists the known ones.")
    if not city.active:
        raise Forbidden(
            "SEARCH_CITY_GATED",
            f"The marketplace is not open in {city.name} yet.",
            hint="The cities query lists the open ones.",
        )
    return city


def surface_asked(surface: str | None, scope: str | None) -> Surface:
    given = {value.lower() for value in (surface, scope) if value is not None}
    if len(given) != 1:
        wrong = "surface and scope disagree." if given else "Give surface, or its text form scope."
        raise Invalid("VALIDATION_FAILED", wrong, fields={"surface": wrong})
    value = given.pop()
    if value not in set(Surface):
        raise Invalid(
            "VALIDATION_FAILED", "There is no such scope.", fields={"scope": "Must be people or studios."}
        )
    return Surface(value)


def origin_asked(request: _Located, city: City, problems: Problems) -> Point:
    """Where distances are measured from: the position given, or the city's centre."""
    centre = Point(city.lat, city.lon)
    lat = _same(request.lat, request.origin_lat, "originLat", problems)
    lon = _same(request.lon, request.origin_lon, "originLon", problems)
    if lat is None and lon is None:
        return centre
    if lat is None or lon is None or not on_the_map(lat, lon):
        raise invalid_location(
            "That is no position on the map.", "Give lat from -90 to 90 and lon from -180 to 180."
        )
    origin = Point(round(lat, 6), round(lon, 6))
    if distance_m(origin, centre) > CITY_REACH_M:
        raise invalid_location(
            f"That position is not in or around {city.name}.",
            "Leave the position out, or name the city it is in.",
        )
    return origin


def _same(one: float | None, other: float | None, name: str, problems: Problems) -> float | None:
    if one is not None and other is not None and not math.isclose(one, other):
        problems.add(name, "Given under two names with two values.")
    return other if one is None else one


def days_asked(request: _Dated, today: date, problems: Problems) -> tuple[date, date] | None:
    if request.day and request.days:
        problems.add("dateRange", "Give date or dateRange, not both.")
        return None
    name = "date" if request.day else "dateRange"
    days = (request.day, request.day) if request.day else request.days
    if days is None:
        return None
    first, last = days
    if last < first:
        problems.add(name, "Ends before it starts.")
    elif first < today:
        problems.add(name, "Lies in the past.")
    elif last >= today + timedelta(days=HORIZON_DAYS):
        problems.add(name, f"At most {HORIZON_DAYS} days ahead.")
    elif (last - first).days >= RANGE_MOST_DAYS:
        problems.add(name, f"At most {RANGE_MOST_DAYS} days.")
    return (first, last)


def budget_asked(request: _Priced, problems: Problems) -> tuple[int | None, int | None] | None:
    low, high = request.budget_min_cents, request.budget_max_cents
    if low is None and high is None:
        return None
    for name, cents in (("budgetMinCents", low), ("budgetMaxCents", high)):
        if cents is not None:
            problems.integer(name, cents, min=0, max=BUDGET_MOST_CENTS)
    if low is not None and high is not None and low > high:
        problems.add("budgetMinCents", "Above budgetMaxCents.")
    return (low, high)
