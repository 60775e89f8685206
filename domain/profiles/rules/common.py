"""Fields that every role page has."""

from typing import Any, Final

from domain.profiles.rules.fields import Kind, Text, Texts, Whole
from domain.validation import Problems

DISPLAY_NAME: Final = Text(80)
BIO: Final = Text(600)
CITY: Final = Text(80)
REGION: Final = Text(80)
TRAVEL_NOTES: Final = Text(300)
LANGUAGES: Final = Texts(most=5, most_characters=40)
TAGS: Final = Texts(most=12, most_characters=40)
# Half the circumference of the earth: further than that is nearer the other way round.
RADIUS_KM: Final = Whole(0, 20_000)


def kept_or(problems: Problems, name: str, kind: Kind, value: Any, kept: Any) -> Any:
    """The value given, checked; what was there before when none was given."""
    return kept if value is None else kind.read(problems, name, value)


def cleared_or(problems: Problems, name: str, kind: Kind, value: str | None, kept: str | None) -> str | None:
    """Like `kept_or` for a text that may be absent: an empty text takes it away."""
    if value is not None and not value.strip():
        return None
    text: str | None = kept_or(problems, name, kind, value, kept)
    return text
