"""Cursors that only we can make."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.pages import Cursors, page_limit

cursors = Cursors(b"secret")
values = st.lists(
    st.one_of(st.none(), st.integers(), st.text(max_size=40), st.datetimes(timezones=st.just(UTC))),
    max_size=4,
)


@given(values)
def test_a_sealed_position_opens_to_itself(position: list[object]) -> None:
    assert cursors.open("inbox", cursors.seal("inbox", position)) == position  # type: ignore[arg-type]


@given(st.text(max_size=200))
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        cursors.open("inbox", cursor)
    assert refused.value.code == "VALIDATION_FAILED"


def test_a_cursor_of_another_list_or_another_server_is_refused() -> None:
    sealed = cursors.seal("inbox", [datetime(2026, 5, 1, tzinfo=UTC), "thr_1"])
    for opener, name in ((cursors, "search"), (Cursors(b"other"), "inbox")):
        with pytest.raises(Invalid):
            opener.open(name, sealed)


def test_a_page_has_at_least_one_item_and_at_most_a_hundred() -> None:
    assert (page_limit(None, 25), page_limit(7, 25), page_limit(5000, 25)) == (25, 7, 100)
    with pytest.raises(Invalid):
        page_limit(0, 25)
