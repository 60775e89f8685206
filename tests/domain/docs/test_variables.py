from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.docs.terms import REMOTE
from domain.docs.variables import MOST_CHARACTERS, Place, Variable, VariableType, clean, printed, problem_with
from domain.money import Money
from domain.studios.model import Address

HOUSTON = Place(ZoneInfo("America/Chicago"))
ADDRESS = Address("1 Main St", "Houston", "TX", "77002", "US", line2="Floor 2")


def variable(kind: VariableType) -> Variable:
    return Variable("thing", kind, "The thing", "example", choices=("standard", "buy_out"))


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (VariableType.STRING, "  two\r\nlines ", "two\nlines"),
        (VariableType.INT, 1_200, "1,200"),
        (VariableType.MONEY_CENTS, Money(123_456_05), "123,456.05 USD"),
        (
            VariableType.DATETIME,
            datetime(2026, 5, 2, 15, tzinfo=UTC),
            "Saturday, 2 May 2026, 10:00 CDT (UTC-0500)",
        ),
        (
            VariableType.DATETIME,
            datetime(2026, 1, 2, 15, tzinfo=UTC),
            "Friday, 2 January 2026, 09:00 CST (UTC-0600)",
        ),
        (VariableType.DATE, date(2026, 5, 2), "Saturday, 2 May 2026"),
        (VariableType.DURATION, timedelta(days=730), "2 years"),
        (VariableType.DURATION, timedelta(hours=48), "2 days"),
        (VariableType.DURATION, timedelta(hours=1), "1 hour"),
        (VariableType.DURATION, timedelta(minutes=90), "90 minutes"),
        (VariableType.ENUM, "buy_out", "buy out"),
        (VariableType.ADDRESS, ADDRESS, "1 Main St, Floor 2, Houston, TX 77002, US"),
        (VariableType.ADDRESS, REMOTE, "remote, by means the parties agree on"),
    ],
)
def test_a_value_is_printed_by_its_type(kind: VariableType, value: Any, words: str) -> None:
    assert problem_with(variable(kind), value) is None
    assert printed(variable(kind), value, HOUSTON) == words


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (VariableType.STRING, None, "The thing is needed and not known."),
        (VariableType.STRING, " \x00\u202e ", "The thing is needed and not known."),
        (VariableType.STRING, "x" * (MOST_CHARACTERS + 1), "At most 8000 characters."),
        (VariableType.INT, True, "Must be of type int."),
        (VariableType.INT, "12", "Must be of type int."),
        (VariableType.MONEY_CENTS, 1200, "Must be of type money_cents."),
        (VariableType.MONEY_CENTS, Money(-1), "Must not be negative."),
        (VariableType.DATE, datetime(2026, 5, 2, tzinfo=UTC), "Must be of type date."),
        (VariableType.DATETIME, datetime(2026, 5, 2), "Must be an instant, with its offset."),  # noqa: DTZ001
        (VariableType.DURATION, timedelta(0), "Must be longer than nothing."),
        (VariableType.ENUM, "gold", "Must be one of: standard, buy_out."),
        (VariableType.ADDRESS, "1 Main St", "Must be of type address."),
    ],
)
def test_a_value_that_does_not_fit_is_explained(kind: VariableType, value: Any, problem: str) -> None:
    assert problem_with(variable(kind), value) == problem


@given(st.text())
def test_cleaned_text_holds_nothing_that_cannot_be_seen_where_it_stands(text: str) -> None:
    cleaned = clean(text)
    assert not {"\x00", "\r", "\u202e", "\u2066", "\x1b"} & set(cleaned)
    assert clean(cleaned) == cleaned
