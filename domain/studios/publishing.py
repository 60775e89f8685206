"""The bar for going live: everything that is missing, not only the first thing."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.errors import Conflict
from domain.studios.model import Rate, Studio

PHOTOS_MIN: Final = 3
DESCRIPTION_MIN: Final = 40


def missing(studio: Studio, rates: Sequence[Rate], clean_photos: int) -> Mapping[str, str]:
    """What still blocks publishing, by field, each with what to do about it; empty when nothing does."""
    details = studio.details
    asked = {
        "description": (
            len(details.description.strip()) >= DESCRIPTION_MIN,
            f"Describe the place in at least {DESCRIPTION_MIN} characters.",
        ),
        "amenities": (bool(details.amenities), "Name at least one amenity."),
        "houseRules": (bool(details.house_rules), "Write at least one house rule; guests sign them."),
        "rates": (any(rate.active for rate in rates), "Add an active rate."),
        "media": (
            clean_photos >= PHOTOS_MIN,
            f"Add pictures: {PHOTOS_MIN} must have passed their scan, {clean_photos} did.",
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
