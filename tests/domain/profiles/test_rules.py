"""Role-specific fields: what each may hold, and what a page cannot go live without (spec 1.1.P)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.profiles.model import Role
from domain.profiles.rules import FIELDS, about_of, missing_fields, needed_fields
from domain.validation import Problems
from tests.domain.profiles.pages import ABOUT


def problems_of(role: Role, document: Any, kept: dict[str, Any] | None = None) -> dict[str, str]:
    problems = Problems()
    about_of(problems, role, document, kept=kept or {})
    return problems.fields


@pytest.mark.parametrize("role", list(Role))
def test_the_shape_in_the_specification_is_accepted_whole(role: Role) -> None:
    problems = Problems()
    assert about_of(problems, role, ABOUT[role]) == ABOUT[role]
    assert problems.fields == {}
    assert missing_fields(role, ABOUT[role]) == ()


@pytest.mark.parametrize(
    ("role", "key", "least", "most"),
    [
        (Role.MODEL, "height_cm", 120, 210),
        (Role.MODEL, "bust_cm", 40, 150),
        (Role.MODEL, "waist_cm", 40, 150),
        (Role.MODEL, "hips_cm", 40, 150),
        (Role.MODEL, "experience_years", 0, 50),
        (Role.PHOTOGRAPHER, "editing_turnaround_days", 0, 30),
        (Role.VIDEOGRAPHER, "editing_turnaround_days", 0, 30),
    ],
)
@given(
    value=st.integers(-(2**70), 2**70)
    | st.sampled_from([119, 120, 210, 211, 39, 40, 150, 151, 0, 30, 31, 50, 51])
)
def test_a_number_is_accepted_exactly_within_its_range(
    role: Role, key: str, least: int, most: int, value: int
) -> None:
    refused = f"aboutFields.{key}" in problems_of(role, {**ABOUT[role], key: value})
    assert refused == (not least <= value <= most)


@pytest.mark.parametrize("value", ["175", 175.0, True, [175], {"cm": 175}, "", float("nan")])
def test_a_number_of_the_wrong_type_is_refused_by_its_path(value: object) -> None:
    assert problems_of(Role.MODEL, {"height_cm": value}) == {
        "aboutFields.height_cm": "Must be a whole number from 120 to 210."
    }


@pytest.mark.parametrize("value", ["true", 1, 0, [], {}])
def test_insurance_is_a_real_boolean(value: object) -> None:
    assert problems_of(Role.PHOTOGRAPHER, {"insurance": value}) == {
        "aboutFields.insurance": "Must be true or false."
    }


def test_a_genre_outside_the_vocabulary_is_named_by_its_place() -> None:
    found = problems_of(Role.MODEL, {"genres": ["fashion", "taxidermy", 7]})
    assert found.keys() == {"aboutFields.genres.1", "aboutFields.genres.2"}


@pytest.mark.parametrize("value", ["fashion", {"0": "fashion"}, 3, True])
def test_a_list_is_a_list(value: object) -> None:
    assert problems_of(Role.MODEL, {"genres": value}) == {"aboutFields.genres": "Must be a list."}


def test_a_list_says_each_thing_once_whatever_its_case() -> None:
    assert problems_of(Role.PHOTOGRAPHER, {"gear": ["Canon R5", " canon r5"]}) == {
        "aboutFields.gear": "Each entry only once."
    }


def test_a_list_is_no_longer_than_chosen() -> None:
    assert problems_of(Role.PHOTOGRAPHER, {"gear": [f"Lens {n}" for n in range(31)]}) == {
        "aboutFields.gear": "At most 30 allowed."
    }


def test_brand_safety_notes_end_at_300_characters() -> None:
    assert problems_of(Role.CREATOR, {"brand_safety_notes": "n" * 300}) == {}
    assert problems_of(Role.CREATOR, {"brand_safety_notes": "n" * 301}) == {
        "aboutFields.brand_safety_notes": "At most 300 characters."
    }


def test_unknown_keys_are_refused_and_shown_in_a_printable_way() -> None:
    found = problems_of(Role.MODEL, {"weight_kg": 50, "x\x00" + "y" * 100: 1})
    assert found == {
        "aboutFields.weight_kg": "Not a field of a model page.",
        "aboutFields.x" + "y" * 38: "Not a field of a model page.",
    }


def test_a_field_of_another_role_is_unknown() -> None:
    assert problems_of(Role.PHOTOGRAPHER, {"height_cm": 175}) == {
        "aboutFields.height_cm": "Not a field of a photographer page."
    }


@pytest.mark.parametrize("document", [[], "text", 5, True, None])
def test_the_document_is_an_object(document: object) -> None:
    assert problems_of(Role.MODEL, document) == {"aboutFields": "Must be an object."}


def test_what_is_left_out_stays_and_a_null_takes_away() -> None:
    kept = {"height_cm": 175, "hair_color": "Brown"}
    merged = about_of(Problems(), Role.MODEL, {"hair_color": None, "eye_color": " Blue "}, kept=kept)
    assert merged == {"height_cm": 175, "eye_color": "Blue"}


@pytest.mark.parametrize("document", [{}, {"adult": False}, {"adult": None}, {"adult": 1}, {"adult": "true"}])
def test_a_fan_sub_page_says_it_is_for_adults_from_the_start(document: dict[str, object]) -> None:
    assert problems_of(Role.FANSUB, document) == {
        "aboutFields.adult": "Must be true: a fan-sub page is for adults only."
    }


def test_a_fan_sub_page_cannot_take_that_back() -> None:
    assert problems_of(Role.FANSUB, {"adult": None}, kept={"adult": True}).keys() == {"aboutFields.adult"}


@pytest.mark.parametrize("role", list(Role))
def test_an_empty_list_is_as_good_as_none_when_publishing(role: Role) -> None:
    assert missing_fields(role, {}) == needed_fields(role)
    assert missing_fields(role, {key: [] for key in needed_fields(role)}) == needed_fields(role)


@pytest.mark.parametrize("role", list(Role))
@given(
    document=st.dictionaries(
        st.text(max_size=5), st.none() | st.booleans() | st.text() | st.integers(), max_size=5
    )
)
def test_nothing_but_known_fields_is_ever_kept(role: Role, document: dict[str, object]) -> None:
    problems = Problems()
    kept = about_of(problems, role, document)
    if not problems.fields:
        assert kept.keys() <= {field.key for field in FIELDS[role]}
