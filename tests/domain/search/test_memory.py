"""What a process keeps of searches: bounded, by the minute, and counted once."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.search.memory import ASKED_MOST, Line, Memory, Shown, key_of, print_of
from domain.search.model import Surface
from domain.search.query import SearchRequest
from tests.domain.search.builders import HOUSTON

NOON = datetime(2026, 5, 1, 12, 0, 30, tzinfo=UTC)
LINE = Line(Surface.PEOPLE, "houston", "fashion", date(2026, 5, 1))


def a_page(**changes: object) -> Shown:
    page = Shown(
        ids=["srv_1"], scores=[0.5], distances_km=[1.0], available=[None], why=["[]"], facets="[]", total=1,
        cursor=None, query_hash="0", suggestions=[], surface=Surface.PEOPLE, city=HOUSTON, edition=1, line=LINE,
    )  # fmt: skip
    return replace(page, **changes)  # type: ignore[arg-type]


def test_it_never_holds_more_bytes_than_it_may_and_forgets_what_was_asked_for_longest_ago() -> None:
    page = a_page(facets="x" * 1_000)
    memory = Memory(most=page.size * 3)
    for n in range(3):
        memory.keep(bytes([n]), page)
    assert memory.kept(bytes([0])) is page
    memory.keep(bytes([3]), page)
    kept = [n for n in range(4) if memory.kept(bytes([n]))]
    assert kept == [0, 2, 3]


def test_a_page_that_takes_the_place_of_another_takes_its_room_too() -> None:
    page = a_page(facets="x" * 1_000)
    memory = Memory(most=page.size * 2)
    for _ in range(5):
        memory.keep(b"one", page)
    memory.keep(b"two", page)
    assert memory.kept(b"one") is page


def test_a_page_larger_than_all_of_it_is_not_kept() -> None:
    memory = Memory(most=2_000)
    memory.keep(b"one", a_page(facets="x" * 2_000))
    assert memory.kept(b"one") is None


def test_a_page_holds_for_the_edition_and_the_city_it_was_ranked_by() -> None:
    page = a_page()
    assert page.holds(HOUSTON, 1)
    assert not page.holds(HOUSTON, 2)
    assert not page.holds(replace(HOUSTON, lat=29.0), 1)


def test_what_is_kept_is_found_within_the_minute_by_the_same_words() -> None:
    asked = SearchRequest(city="houston", surface="people", query='a"b')
    key = key_of(print_of(asked), NOON)
    assert key == key_of(print_of(replace(asked)), NOON.replace(second=59))
    assert key != key_of(print_of(asked), NOON.replace(minute=1))
    assert key != key_of(print_of(replace(asked, query="a'b")), NOON)
    assert key != key_of(print_of(replace(asked, verified_only=True)), NOON)


def test_searches_are_counted_until_they_are_taken() -> None:
    memory = Memory()
    for page in (a_page(), a_page(), a_page(line=None)):
        memory.note(page)
    assert memory.take_asked() == {LINE: 2}
    assert memory.take_asked() == {}


def test_more_different_searches_than_there_is_room_for_are_not_counted() -> None:
    memory = Memory()
    for n in range(ASKED_MOST + 10):
        memory.note(a_page(line=LINE._replace(text=str(n))))
    memory.note(a_page(line=LINE._replace(text="0")))
    asked = memory.take_asked()
    assert len(asked) == ASKED_MOST
    assert asked[LINE._replace(text="0")] == 2
