"""Fields of a creator's page."""

from typing import Final

from domain.profiles.rules.fields import Choices, Field, Text
from domain.profiles.vocabulary import CREATOR_CATEGORIES, PLATFORMS

FIELDS: Final = (
    Field("platforms", Choices(PLATFORMS, most=4), needed=True),
    Field("categories", Choices(CREATOR_CATEGORIES, most=12), needed=True),
    Field("brand_safety_notes", Text(300)),
)
