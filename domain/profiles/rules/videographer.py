"""Fields of a videographer's page."""

from typing import Final

from domain.profiles.rules.fields import Choices, Field, Flag, Texts
from domain.profiles.rules.photographer import TURNAROUND_DAYS
from domain.profiles.vocabulary import DELIVERABLE_FORMATS, SPECIALTIES

FIELDS: Final = (
    Field("specialties", Choices(SPECIALTIES, most=12), needed=True),
    Field("camera_rigs", Texts(most=30, most_characters=80)),
    Field("audio_capability", Flag(), needed=True),
    Field("editing_turnaround_days", TURNAROUND_DAYS, needed=True),
    Field("deliverable_formats", Choices(DELIVERABLE_FORMATS, most=8), needed=True),
)
