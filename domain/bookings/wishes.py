"""What a buyer asks for when a checkout starts, and whether it can be meant at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

from domain.bookings.leg_policy import FURTHEST_AHEAD, LONGEST_SESSION
from domain.bookings.model import LocationKind
from domain.calendar.spans import Span, span_or_none
from domain.errors import Invalid
from domain.profiles.model import LicenceType
from domain.validation import Problems

MOST_ADDONS: Final = 20
MOST_MILES: Final = 500
MOST_CREW: Final = 500
MOST_WORDS: Final = 2_000
_ADDRESS_LENGTHS: Final = {"line1": 120, "line2": 120, "city": 80, "region": 80, "postal": 20, "country": 60}


@dataclass(frozen=True)
class StartLeg:
    """A first leg: a role page with a package, or a studio on its own. Unchecked, as it came."""

    service_profile_id: str | None = None
    studio_id: str | None = None
    package_id: str | None = None
    addon_ids: tuple[str, ...] = ()
    license_tier: str | None = None
    location_kind: str | None = None
    location_address: Mapping[str, str | None] | None = None
    travel_miles: float | None = None
    crew_size: int | None = None
    deliverables: str | None = None

    @property
    def place(self) -> LocationKind | None:
        return LocationKind(self.location_kind) if self.location_kind else None

    @property
    def licence(self) -> LicenceType | None:
        return LicenceType(self.license_tier) if self.license_tier else None

    @property
    def miles(self) -> Fraction:
        # Through its decimal form, as the buyer wrote it: 0.1 is a tenth, not the nearest binary fraction.
        return Fraction(str(self.travel_miles or 0))


def checked_wish(wish: StartLeg) -> StartLeg:
    """The wish, or VALIDATION_FAILED with every field that cannot be meant."""
    problems = Problems("leg.")
    _check_subject(problems, wish)
    problems.count("addons", wish.addon_ids, MOST_ADDONS)
    if wish.license_tier is not None:
        problems.one_of("licenseTier", wish.license_tier, {tier.value for tier in LicenceType})
    if wish.location_kind is not None:
        problems.one_of("locationKind", wish.location_kind, {kind.value for kind in LocationKind})
    if wish.travel_miles is not None:
        problems.number("travelMiles", wish.travel_miles, 0, MOST_MILES)
    if wish.crew_size is not None:
        problems.integer("crewSize", wish.crew_size, 1, MOST_CREW)
    if wish.deliverables is not None:
        problems.text("deliverablesSummary", wish.deliverables, MOST_WORDS)
    _check_address(problems, wish)
    problems.raise_if_any()
    return wish


def checked_window(start: datetime, end: datetime, now: datetime) -> Span:
    """The time of the session, or VALIDATION_FAILED unless it lies ahead and ends after it starts."""
    problems = Problems("when.")
    session = span_or_none(start, end)
    problems.require("end", "Must be after the start.", ok=session is not None)
    problems.require("start", "Must lie in the future.", ok=start > now)
    problems.require("start", "At most a year ahead.", ok=start <= now + FURTHEST_AHEAD)
    if session is not None:
        problems.require("end", "At most 14 days after the start.", ok=session.length <= LONGEST_SESSION)
    problems.raise_if_any()
    if session is None:
        raise AssertionError
    return session


def _check_subject(problems: Problems, wish: StartLeg) -> None:
    both = wish.service_profile_id is not None and wish.studio_id is not None
    neither = wish.service_profile_id is None and wish.studio_id is None
    if both or neither:
        problems.add("serviceProfileId", "Name a role page or a studio: exactly one of the two.")
    elif wish.service_profile_id is not None and wish.package_id is None:
        problems.add("packageId", "A role page is booked with one of its packages.")


def _check_address(problems: Problems, wish: StartLeg) -> None:
    if wish.location_address is None:
        if wish.location_kind == LocationKind.BUYER:
            problems.add("locationAddress", "Where the seller has to come is needed.")
        return
    address = problems.within("locationAddress.")
    for name, longest in _ADDRESS_LENGTHS.items():
        value = wish.location_address.get(name)
        if name != "line2" or value is not None:
            address.text(name, value, longest)


def invalid(field: str, message: str) -> Invalid:
    return Invalid("VALIDATION_FAILED", message, fields={field: message})
