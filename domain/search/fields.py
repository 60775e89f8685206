"""The fields that any/all criteria may name, with their types: nothing else can be filtered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.profiles.model import Role
from domain.search.model import Surface

PEOPLE: Final = frozenset({Surface.PEOPLE})
STUDIOS: Final = frozenset({Surface.STUDIOS})
BOTH: Final = PEOPLE | STUDIOS
EVERY_ROLE: Final = frozenset(Role)
CREATORS: Final = frozenset({Role.CREATOR, Role.FANSUB})
CAMERAS: Final = frozenset({Role.PHOTOGRAPHER, Role.VIDEOGRAPHER})


class Kind(StrEnum):
    TERM = "term"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """One filterable field. A number is kept as a whole number of `1 / scale`."""

    name: str
    kind: Kind
    surfaces: frozenset[Surface] = BOTH
    roles: frozenset[Role] = EVERY_ROLE
    scale: int = 1

    @property
    def of_one_role(self) -> bool:
        return self.roles != EVERY_ROLE


def _flag(name: str, surfaces: frozenset[Surface] = BOTH, roles: frozenset[Role] = EVERY_ROLE) -> Field:
    return Field(name, Kind.FLAG, surfaces, roles)


def _term(name: str, surfaces: frozenset[Surface] = BOTH, roles: frozenset[Role] = EVERY_ROLE) -> Field:
    return Field(name, Kind.TERM, surfaces, roles)


def _number(
    name: str, surfaces: frozenset[Surface] = BOTH, roles: frozenset[Role] = EVERY_ROLE, scale: int = 1
) -> Field:
    return Field(name, Kind.NUMBER, surfaces, roles, scale)


_MODEL: Final = frozenset({Role.MODEL})
_PHOTOGRAPHER: Final = frozenset({Role.PHOTOGRAPHER})
_VIDEOGRAPHER: Final = frozenset({Role.VIDEOGRAPHER})

FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        field.name: field
        for field in (
            _term("city"),
            _term("region"),
            _flag("verified"),
            _flag("instantBook"),
            _number("priceFromCents"),
            _number("ratingAvg", scale=100),
            _number("ratingCount"),
            _term("role", PEOPLE),
            _flag("trusted", PEOPLE),
            _flag("socialVerified", PEOPLE),
            _term("languages", PEOPLE),
            _term("tags", PEOPLE),
            _term("genres", PEOPLE, _MODEL),
            _number("heightCm", PEOPLE, _MODEL),
            _number("experienceYears", PEOPLE, _MODEL),
            _flag("travelReady", PEOPLE, _MODEL),
            _term("specialties", PEOPLE, CAMERAS),
            _number("turnaroundDays", PEOPLE, CAMERAS),
            _flag("studioAccess", PEOPLE, _PHOTOGRAPHER),
            _flag("insurance", PEOPLE, _PHOTOGRAPHER),
            _flag("audioCapability", PEOPLE, _VIDEOGRAPHER),
            _term("deliverableFormats", PEOPLE, _VIDEOGRAPHER),
            _term("platforms", PEOPLE, CREATORS),
            _term("categories", PEOPLE, CREATORS),
            _number("followers", PEOPLE, CREATORS),
            _term("amenities", STUDIOS),
            _term("accessibility", STUDIOS),
            _flag("depositRequired", STUDIOS),
            _number("sizeSqft", STUDIOS),
            _number("capacity", STUDIOS),
            _number("ceilingFt", STUDIOS, scale=100),
        )
    }
)

# Names under which the plan's documents and saved searches speak of the same fields.
ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "verification.id": "verified",
        "verification.bg": "trusted",
        "verification.social": "socialVerified",
        "verification.socialVerified": "socialVerified",
        "verifiedStudio": "verified",
        "roles": "role",
        "sizeSqFt": "sizeSqft",
        "height_cm": "heightCm",
        "experience_years": "experienceYears",
        "studio_access": "studioAccess",
        "audio_capability": "audioCapability",
        "editing_turnaround_days": "turnaroundDays",
        "deliverable_formats": "deliverableFormats",
    }
)


def named(name: str) -> Field | None:
    """The field of that name or alias; None when there is no such filter."""
    bare = name.removeprefix("roleFields.")
    return FIELDS.get(ALIASES.get(bare, bare))


# What the counts beside a result are made of, by surface.
FACETS: Final[Mapping[Surface, tuple[str, ...]]] = MappingProxyType(
    {
        Surface.PEOPLE: (
            "role",
            "verified",
            "instantBook",
            "genres",
            "specialties",
            "categories",
            "platforms",
        ),
        Surface.STUDIOS: ("verified", "depositRequired", "amenities"),
    }
)

# Vocabularies worth suggesting, by surface.
TERMS: Final[Mapping[Surface, tuple[str, ...]]] = MappingProxyType(
    {Surface.PEOPLE: ("genres", "specialties", "categories"), Surface.STUDIOS: ("amenities",)}
)
