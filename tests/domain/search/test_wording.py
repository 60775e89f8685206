"""Words are folded, equal words are equal, slips are forgiven by length, and alternatives are offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search.synonyms import city_meant, groups
from domain.search.typos import allowed, meant, slips
from domain.search.wording import alternatives, wanted
from domain.search.words import term, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café  Révolution", ("cafe", "revolution")),
        ("a & b | !c <-> 'd':*", ("a", "b", "c", "d")),
        ("100%_off\\", ("100", "off")),
        ("\ufb01lm", ("film",)),
        ("Straße", ("strasse",)),
        ("", ()),
        ("🎬 🎥", ()),
    ],
)
def test_text_is_read_as_words_without_syntax(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(st.text(max_size=300))
def test_any_text_becomes_words_of_letters_and_digits_and_folding_twice_changes_nothing(text: str) -> None:
    found = words(text)
    assert all(word.isalnum() and len(word) <= 40 for word in found)
    assert words(" ".join(found)) == found


def test_terms_are_one_key_however_they_are_written() -> None:
    assert term("Natural light") == term("natural_light") == term(" NATURAL-LIGHT ") == "natural_light"


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("bnw", ("black", "and", "white")),
        ("black and white", ("bnw",)),
        ("glam", ("glamour",)),
        ("studio access", ("has", "studio")),
        ("cyclorama", ("cyc", "wall")),
        ("cyc wall", ("cyclorama",)),
        ("headshot", ("portrait",)),
    ],
)
def test_equal_words_stand_in_for_each_other(text: str, among: tuple[str, ...]) -> None:
    (group,) = groups(words(text))
    assert group[0] == words(text)
    assert among in group


@pytest.mark.parametrize(
    ("said", "code"), [("H-Town", "houston"), ("NYC", "new-york"), ("Houston", "houston")]
)
def test_cities_answer_to_their_nicknames(said: str, code: str) -> None:
    assert city_meant(said) == code


@pytest.mark.parametrize(("word", "most"), [("ab", 0), ("abc", 1), ("abcde", 1), ("abcdef", 2)])
def test_longer_words_may_have_more_slips(word: str, most: int) -> None:
    assert allowed(word) == most


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("portrait", "portriat", 1),
        ("fashon", "fashion", 1),
        ("model", "yodels", 2),
        ("", "ab", 2),
        ("a", "a", 0),
    ],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_symmetric_and_nothing_only_between_equals(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


def test_a_known_word_is_never_corrected() -> None:
    assert meant("model", {"model", "models", "yodel"}) == ()
    assert meant("modle", {"model", "mode", "portrait"}) == ("mode", "model")
    assert meant("ac", {"at", "as"}) == ()


def test_a_misspelt_word_is_met_by_the_near_ones() -> None:
    assert wanted(("portriat",), {"portrait"}) == ((("portriat",), ("portrait",)),)
    assert wanted(("portrait",), {"portrait"})[0][0] == ("portrait",)


def test_alternatives_are_the_right_spelling_then_what_others_search_then_what_there_is() -> None:
    offered = alternatives(("portriat",), {"portrait"}, ["wedding", "portrait"], ["natural_light"])
    assert offered == ("portrait", "wedding", "natural light")


def test_the_search_itself_is_no_alternative() -> None:
    assert alternatives(("wedding",), {"wedding"}, ["wedding"], []) == ()
