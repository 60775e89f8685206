"""Fields of a fan-sub page: a creator's, and the statement that it is for adults."""

from typing import Final

from domain.profiles.rules.creator import FIELDS as CREATOR_FIELDS
from domain.profiles.rules.fields import Field, Statement

ADULT: Final = "adult"

FIELDS: Final = (
    *CREATOR_FIELDS,
    Field(ADULT, Statement("a fan-sub page is for adults only."), needed=True),
)
