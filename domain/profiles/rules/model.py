"""Fields of a model's page."""

from typing import Final

from domain.profiles.rules.fields import Choices, Field, Text, Whole
from domain.profiles.vocabulary import GENRES

HEIGHT_CM: Final = Whole(120, 210)
MEASUREMENT_CM: Final = Whole(40, 150)

FIELDS: Final = (
    Field("height_cm", HEIGHT_CM, needed=True),
    Field("bust_cm", MEASUREMENT_CM),
    Field("waist_cm", MEASUREMENT_CM),
    Field("hips_cm", MEASUREMENT_CM),
    Field("hair_color", Text(40)),
    Field("eye_color", Text(40)),
    Field("genres", Choices(GENRES, most=12), needed=True),
    Field("experience_years", Whole(0, 50), needed=True),
)
