"""What a role page may say about itself where the answer is a choice, not free text."""

from typing import Final

from domain.common.taxonomy import keys

GENRES: Final = keys("genre")
SPECIALTIES: Final = keys("specialty")
CREATOR_CATEGORIES: Final = keys("creator_category")
PLATFORMS: Final = keys("platform")
DELIVERABLE_FORMATS: Final = keys("deliverable_format")
