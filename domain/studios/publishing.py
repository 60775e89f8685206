"""The bar for going live: everything that is missing, not only the first thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import Conflict
from domain.studios.model import Rate, Studio

PHOTOS_MIN: Final = 3
DESCRIPTION_MIN: Final = 40


@dataclass(frozen=True, slots=True)
class Offered:
    """What a studio has of the things that guests must find."""

    description: str
    amenities: Sequence[str]
    house_rules: Sequence[str]
    has_rate: bool
    clean_photos: int

    @classmethod
    def by(cls, studio: Studio, rates: Sequence[Rate], clean_photos: int) -> "Offered":
        details = studio.details
        priced = any(rate.active for rate in rates)
        return cls(details.description, details.amenities, details.house_rules, priced, clean_photos)


def missing(offered: Offered) -> Mapping[str, str]:
    """What still blocks publishing, by field, each with what to do about it; empty when nothing does."""
    asked = {
        "description": (
            len(offered.description.strip()) >= DESCRIPTION_MIN,
            f"Describe the place in at least {DESCRIPTION_MIN} characters.",
        ),
        "amenities": (bool(offered.amenities), "Name at least one amenity."),
        "houseRules": (bool(offered.house_rules), "Write at least one house rule; guests sign them."),
        "rates": (offered.has_rate, "Add an active rate."),
        "media": (
            offered.clean_photos >= PHOTOS_MIN,
            f"Add pictures: {PHOTOS_MIN} must have passed their scan, {offered.clean_photos} did.",
        ),
    }
    return {name: what for name, (there, what) in asked.items() if not there}


def require_complete(gaps: Mapping[str, str]) -> None:
    if gaps:
        raise Conflict(
            "STUDIO_INCOMPLETE",
            "The studio cannot go live yet.",
            hint=" ".join(gaps.values()),
            fields=dict(gaps),
        )
