"""Fields of a photographer's page."""

from typing import Final

from domain.profiles.rules.fields import Choices, Field, Flag, Texts, Whole
from domain.profiles.vocabulary import SPECIALTIES

TURNAROUND_DAYS: Final = Whole(0, 30)

FIELDS: Final = (
    Field("specialties", Choices(SPECIALTIES, most=12), needed=True),
    Field("gear", Texts(most=30, most_characters=80)),
    Field("editing_turnaround_days", TURNAROUND_DAYS, needed=True),
    Field("insurance", Flag(), needed=True),
    Field("studio_access", Flag()),
)
