"""How finished a role page is, and what still keeps it from going live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from domain.profiles.model import About, Role, ServiceProfile
from domain.profiles.rules import ABOUT, FIELDS, missing_fields, needed_fields

MEDIA_NEEDED: Final = 6
PACKAGES: Final = "packages"
PORTFOLIO: Final = "portfolio"

# Points of a finished page, 100 in all: what publishing needs weighs seven tenths.
NEEDED_FIELDS_POINTS: Final = 25
PACKAGE_POINTS: Final = 20
PORTFOLIO_POINTS: Final = 25
HEAD_POINTS: Final = 15
EXTRA_FIELDS_POINTS: Final = 15


@dataclass(frozen=True)
class Lack:
    """One thing without which a page cannot go live: where it belongs, and what to do."""

    path: str
    message: str


@dataclass(frozen=True)
class Measured:
    """What of a page is measured. `head` are the things that every page has room for."""

    role: Role
    about: About
    head: Sequence[object]
    packages: int
    pictures: int

    @classmethod
    def of(cls, profile: ServiceProfile) -> "Measured":
        head = (
            profile.region,
            profile.travel_notes,
            profile.languages,
            profile.tags,
            profile.cover_media_id,
            profile.radius_km is not None,
        )
        showing = profile.showing
        return cls(profile.role, profile.about, head, showing.package_count, showing.media_count)

    @classmethod
    def told(cls, found: Mapping[str, Any]) -> "Measured":
        """From a document with these names."""
        return cls(**{**found, "role": Role(found["role"])})


def lacks(page: Measured) -> tuple[Lack, ...]:
    """Everything that still blocks publishing, in the order an owner would fill it in."""
    fields = [
        Lack(f"{ABOUT}.{key}", f"A {page.role.slug} page needs {key}.")
        for key in missing_fields(page.role, page.about)
    ]
    packages = [] if page.packages else [Lack(PACKAGES, "Offer at least one package.")]
    told = f"Show at least {MEDIA_NEEDED} pictures in published items; there are {page.pictures}."
    pictures = [Lack(PORTFOLIO, told)] if page.pictures < MEDIA_NEEDED else []
    return (*fields, *packages, *pictures)


def completeness_score(page: Measured) -> int:
    """0 to 100; rounded down, so that 100 means nothing is left to do."""
    needed = needed_fields(page.role)
    lacking = len(missing_fields(page.role, page.about))
    points = (
        NEEDED_FIELDS_POINTS * Fraction(len(needed) - lacking, len(needed))
        + PACKAGE_POINTS * bool(page.packages)
        + PORTFOLIO_POINTS * Fraction(min(page.pictures, MEDIA_NEEDED), MEDIA_NEEDED)
        + HEAD_POINTS * _filled(page.head)
        + EXTRA_FIELDS_POINTS * _filled(_extras(page))
    )
    return int(points)


def _extras(page: Measured) -> Sequence[object]:
    """Fields a page can live without; a false or a nought is an answer too."""
    return [
        page.about.get(field.key) not in (None, [], ()) for field in FIELDS[page.role] if not field.needed
    ]


def _filled(values: Sequence[object]) -> Fraction:
    return Fraction(sum(1 for value in values if value), len(values))
