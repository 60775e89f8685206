"""How finished a role page is, and what still keeps it from going live."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.profiles.model import ServiceProfile
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


def lacks(profile: ServiceProfile) -> tuple[Lack, ...]:
    """Everything that still blocks publishing, in the order an owner would fill it in."""
    fields = [
        Lack(f"{ABOUT}.{key}", f"A {profile.role.slug} page needs {key}.")
        for key in missing_fields(profile.role, profile.about)
    ]
    packages = [Lack(PACKAGES, "Offer at least one package.")] if not profile.showing.package_count else []
    shown = profile.showing.media_count
    media = [Lack(PORTFOLIO, f"Show at least {MEDIA_NEEDED} pictures in published items; there are {shown}.")]
    return (*fields, *packages, *(media if shown < MEDIA_NEEDED else []))


def completeness_score(profile: ServiceProfile) -> int:
    """0 to 100; rounded down, so that 100 means nothing is left to do."""
    needed = needed_fields(profile.role)
    lacking = len(missing_fields(profile.role, profile.about))
    points = (
        NEEDED_FIELDS_POINTS * Fraction(len(needed) - lacking, len(needed))
        + PACKAGE_POINTS * bool(profile.showing.package_count)
        + PORTFOLIO_POINTS * Fraction(min(profile.showing.media_count, MEDIA_NEEDED), MEDIA_NEEDED)
        + HEAD_POINTS * _filled(_head(profile))
        + EXTRA_FIELDS_POINTS * _filled(_extras(profile))
    )
    return int(points)


def _head(profile: ServiceProfile) -> Sequence[object]:
    return (
        profile.region,
        profile.travel_notes,
        profile.languages,
        profile.tags,
        profile.cover_media_id,
        profile.radius_km is not None,
    )


def _extras(profile: ServiceProfile) -> Sequence[object]:
    """Fields a page can live without; a false or a nought is an answer too."""
    return [
        profile.about.get(field.key) not in (None, [], ())
        for field in FIELDS[profile.role]
        if not field.needed
    ]


def _filled(values: Sequence[object]) -> Fraction:
    return Fraction(sum(1 for value in values if value), len(values))
