"""Variables of a clause: declared with a type, checked before rendering, printed the same way everywhere."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, Final

from domain.docs.terms import Described
from domain.money import Money
from domain.studios.model import Address

MOST_CHARACTERS: Final = 8_000
"""Longest text one variable may bring in, so that setting a document stays a matter of milliseconds."""

_WHAT_IS_NEEDED: Final = "is needed and not known"
# Marks that reorder what is seen (bidirectional overrides and isolates): text must be signed as it reads.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


class VariableType(StrEnum):
    STRING = "string"
    INT = "int"
    MONEY_CENTS = "money_cents"
    DATETIME = "datetime"
    DATE = "date"
    DURATION = "duration"
    ENUM = "enum"
    ADDRESS = "address"


@dataclass(frozen=True)
class Variable:
    name: str
    type: VariableType
    description: str
    example: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """The wall clock by which times are printed: that of the city where the session is."""

    zone: tzinfo


_PYTHON_TYPES: Final[Mapping[VariableType, type | tuple[type, ...]]] = {
    VariableType.STRING: str,
    VariableType.INT: int,
    VariableType.MONEY_CENTS: Money,
    VariableType.DATETIME: datetime,
    VariableType.DATE: date,
    VariableType.DURATION: timedelta,
    VariableType.ENUM: str,
    VariableType.ADDRESS: (Address, Described),
}


def problem_with(variable: Variable, value: object) -> str | None:
    """Why this value cannot stand for the variable, or None when it can."""
    if value is None or (isinstance(value, str) and not clean(value)):
        return f"{variable.description} {_WHAT_IS_NEEDED}."
    if not _is_of_type(variable.type, value):
        return f"Must be of type {variable.type}."
    return _out_of_range(variable, value)


def _is_of_type(kind: VariableType, value: object) -> bool:
    # bool is an int and datetime is a date in Python; in a contract they are not.
    if isinstance(value, bool) or (kind is VariableType.DATE and isinstance(value, datetime)):
        return False
    return isinstance(value, _PYTHON_TYPES[kind])


def _out_of_range(variable: Variable, value: object) -> str | None:
    if isinstance(value, datetime) and value.tzinfo is None:
        return "Must be an instant, with its offset."
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        return f"At most {MOST_CHARACTERS} characters."
    if isinstance(value, Money) and value.cents < 0:
        return "Must not be negative."
    if isinstance(value, timedelta) and value <= timedelta(0):
        return "Must be longer than nothing."
    if variable.type is VariableType.ENUM and value not in variable.choices:
        return f"Must be one of: {', '.join(variable.choices)}."
    return None


def printed(variable: Variable, value: Any, place: Place) -> str:
    """The words that stand in the document for a value that `problem_with` found nothing wrong with."""
    return _PRINTERS[variable.type](value, place)


def clean(text: str) -> str:
    """Text as it will be printed: composed, without control characters or marks that reorder what is seen."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c
        for c in composed
        if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _REORDERING)
    )
    return "".join(kept).strip()


def money_words(value: Money) -> str:
    return f"{value.cents // 100:,}.{value.cents % 100:02d} {value.currency}"


def _date(value: date, _: Place) -> str:
    return f"{value:%A}, {value.day} {value:%B %Y}"


def _datetime(value: datetime, place: Place) -> str:
    local = value.astimezone(place.zone)
    return f"{_date(local.date(), place)}, {local:%H:%M %Z} (UTC{local:%z})"


def _duration(value: timedelta, _: Place) -> str:
    minutes = int(value.total_seconds() // 60)
    for unit, size in (("year", 525_600), ("day", 1_440), ("hour", 60)):
        if minutes >= size and minutes % size == 0:
            return _counted(minutes // size, unit)
    return _counted(minutes, "minute")


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"


def _address(value: Address | Described, _: Place) -> str:
    if isinstance(value, Described):
        return clean(value.words)
    street = ", ".join(clean(line) for line in (value.line1, value.line2) if line)
    return (
        f"{street}, {clean(value.city)}, {clean(value.region)} {clean(value.postal)}, {clean(value.country)}"
    )


_PRINTERS: Final[Mapping[VariableType, Callable[[Any, Place], str]]] = {
    VariableType.STRING: lambda value, _: clean(value),
    VariableType.INT: lambda value, _: f"{value:,}",
    VariableType.MONEY_CENTS: lambda value, _: money_words(value),
    VariableType.DATETIME: _datetime,
    VariableType.DATE: _date,
    VariableType.DURATION: _duration,
    VariableType.ENUM: lambda value, _: value.replace("_", " "),
    VariableType.ADDRESS: _address,
}
