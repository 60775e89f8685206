"""The typed filters of the contract, each turned into the any/all criteria it stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from domain.profiles.model import Role
from domain.search.criteria import VALUES_MOST, Criterion, Op, Scope, conflict, scaled, too_many
from domain.search.fields import FIELDS
from domain.search.model import Surface
from domain.search.words import term
from domain.validation import Problems

Strings = list[str] | None


@dataclass(frozen=True, slots=True)
class ModelFilters:
    height_min_cm: int | None = None
    height_max_cm: int | None = None
    genres: Strings = None
    experience_min_years: int | None = None
    travel_ready: bool | None = None

    def criteria(self, check: "Check") -> Iterator[Criterion]:
        yield from check.between("heightCm", self.height_min_cm, self.height_max_cm)
        yield from check.one_of("genres", self.genres)
        yield from check.between("experienceYears", self.experience_min_years, None)
        yield from check.flag("travelReady", self.travel_ready)


@dataclass(frozen=True, slots=True)
class PhotographerFilters:
    specialties: Strings = None
    studio_access: bool | None = None
    turnaround_max_days: int | None = None
    insurance: bool | None = None

    def criteria(self, check: "Check") -> Iterator[Criterion]:
        yield from check.one_of("specialties", self.specialties)
        yield from check.flag("studioAccess", self.studio_access)
        yield from check.between("turnaroundDays", None, self.turnaround_max_days)
        yield from check.flag("insurance", self.insurance)


@dataclass(frozen=True, slots=True)
class VideographerFilters:
    specialties: Strings = None
    audio_capability: bool | None = None
    deliverable_formats: Strings = None
    turnaround_max_days: int | None = None

    def criteria(self, check: "Check") -> Iterator[Criterion]:
        yield from check.one_of("specialties", self.specialties)
        yield from check.flag("audioCapability", self.audio_capability)
        yield from check.one_of("deliverableFormats", self.deliverable_formats)
        yield from check.between("turnaroundDays", None, self.turnaround_max_days)


@dataclass(frozen=True, slots=True)
class CreatorFilters:
    platforms: Strings = None
    categories: Strings = None
    verified_social: bool | None = None
    min_followers: int | None = None

    def criteria(self, check: "Check") -> Iterator[Criterion]:
        yield from check.one_of("platforms", self.platforms)
        yield from check.one_of("categories", self.categories)
        yield from check.flag("socialVerified", self.verified_social)
        yield from check.between("followers", self.min_followers, None)


@dataclass(frozen=True, slots=True)
class StudioFilters:
    amenities: Strings = None
    deposit_required: bool | None = None
    verified_only: bool | None = None
    size_min_sqft: int | None = None
    size_max_sqft: int | None = None
    capacity_min: int | None = None
    min_ceiling_ft: float | None = None
    natural_light: bool | None = None
    parking: bool | None = None
    accessible_step_free: bool | None = None
    accessible_elevator: bool | None = None
    accessible_restroom: bool | None = None
    accessible_parking: bool | None = None

    def criteria(self, check: "Check") -> Iterator[Criterion]:
        yield from check.each_of("amenities", self.amenities)
        yield from check.flag("depositRequired", self.deposit_required)
        yield from check.only("verified", self.verified_only)
        yield from check.between("sizeSqft", self.size_min_sqft, self.size_max_sqft)
        yield from check.between("capacity", self.capacity_min, None)
        yield from check.between("ceilingFt", self.min_ceiling_ft, None)
        for amenity, wanted in (("natural_light", self.natural_light), ("parking", self.parking)):
            yield from check.having("amenities", amenity, wanted)
        for feature, wanted in (
            ("step_free", self.accessible_step_free),
            ("elevator", self.accessible_elevator),
            ("restroom", self.accessible_restroom),
            ("parking", self.accessible_parking),
        ):
            yield from check.having("accessibility", feature, wanted)


Filters = ModelFilters | PhotographerFilters | VideographerFilters | CreatorFilters | StudioFilters

_ROLES: Final[dict[type[Any], frozenset[Role]]] = {
    ModelFilters: frozenset({Role.MODEL}),
    PhotographerFilters: frozenset({Role.PHOTOGRAPHER}),
    VideographerFilters: frozenset({Role.VIDEOGRAPHER}),
    CreatorFilters: frozenset({Role.CREATOR, Role.FANSUB}),
}


def require_scope(filters: Filters, scope: Scope) -> None:
    """Refuse a group of filters that belongs to another surface or role than the one searched."""
    if isinstance(filters, StudioFilters):
        if scope.surface is not Surface.STUDIOS:
            raise conflict("Studio filters only make sense for studios.")
        return
    roles = _ROLES[type(filters)]
    if scope.surface is not Surface.PEOPLE or scope.role not in roles:
        wanted = " or ".join(sorted(role.value for role in roles))
        raise conflict(f"These filters belong to role {wanted}.", hint=f"Search people with role {wanted}.")


@dataclass(frozen=True, slots=True)
class Check:
    """Turns one typed value into a criterion, or into a problem."""

    problems: Problems

    def between(self, name: str, low: float | None, high: float | None) -> Iterator[Criterion]:
        if low is None and high is None:
            return
        scale = FIELDS[name].scale
        bounds = [None if bound is None else scaled(bound, scale) for bound in (low, high)]
        for given, bound in zip((low, high), bounds, strict=True):
            if given is not None and (bound is None or bound < 0):
                self.problems.add(name, "Must be a number of sensible size, not negative.")
                return
        if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
            self.problems.add(name, "The lowest is above the highest.")
            return
        yield Criterion(name, Op.BETWEEN, tuple(bounds))

    def flag(self, name: str, wanted: bool | None) -> Iterator[Criterion]:
        if wanted is not None:
            yield Criterion(name, Op.EQ, (wanted,))

    def only(self, name: str, wanted: bool | None) -> Iterator[Criterion]:
        """A switch that narrows when on and asks for nothing when off."""
        if wanted:
            yield Criterion(name, Op.EQ, (True,))

    def having(self, name: str, value: str, wanted: bool | None) -> Iterator[Criterion]:
        if wanted:
            yield Criterion(name, Op.EQ, (value,))

    def one_of(self, name: str, values: Strings) -> Iterator[Criterion]:
        terms = self._terms(name, values)
        if terms:
            yield Criterion(name, Op.IN, tuple(sorted(terms)))

    def each_of(self, name: str, values: Strings) -> Iterator[Criterion]:
        for value in sorted(self._terms(name, values)):
            yield Criterion(name, Op.EQ, (value,))

    def _terms(self, name: str, values: Strings) -> set[str]:
        if values and len(values) > VALUES_MOST:
            raise too_many(f"At most {VALUES_MOST} values of {name}.")
        terms = {term(value) for value in values or ()}
        if "" in terms:
            self.problems.add(name, "Must not be empty.")
        return terms - {""}
