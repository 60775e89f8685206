"""What an owner writes about an item."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Invalid
from domain.portfolio.drafting import Draft, case_study_of, check_draft, picture_type
from domain.portfolio.model import CaseStudy

TODAY = date(2026, 5, 1)


def refused(**changes: Any) -> dict[str, str]:
    values: dict[str, Any] = {"title": "Spring looks", "genres": ["fashion"]}
    with pytest.raises(Invalid) as refusal:
        check_draft(Draft(**values | changes), TODAY)
    return refusal.value.fields


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": "t" * 121}, "title"),
        ({"title": "a\x00"}, "title"),
        ({"genres": ["taxidermy"]}, "genres.0"),
        ({"genres": ["fashion", "fashion"]}, "genres"),
        ({"shoot_date": date(2026, 5, 2)}, "shootDate"),
        ({"shoot_date": date(1899, 12, 31)}, "shootDate"),
        ({"city": ""}, "city"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(changes: dict[str, Any], path: str) -> None:
    assert refused(**changes).keys() == {path}


def test_a_draft_needs_no_more_than_a_title() -> None:
    check_draft(Draft("Spring looks", []), TODAY)
    check_draft(Draft("Spring looks", ["portrait", "runway"], "houston", TODAY), TODAY)


def test_a_story_is_read_field_by_field() -> None:
    story = {"clientType": " Brand ", "deliverables": ["10 stills"], "budgetLowCents": 0, "results": None}
    assert case_study_of(story) == CaseStudy("Brand", None, ("10 stills",), None, 0, None)
    assert case_study_of({}) == CaseStudy()


@pytest.mark.parametrize(
    ("story", "path"),
    [
        ([], "caseStudy"),
        ("text", "caseStudy"),
        ({"summary": 5}, "caseStudy.summary"),
        ({"summary": "s" * 4_001}, "caseStudy.summary"),
        ({"deliverables": "one"}, "caseStudy.deliverables"),
        ({"deliverables": [5]}, "caseStudy.deliverables.0"),
        ({"budgetLowCents": -1}, "caseStudy.budgetLowCents"),
        ({"budgetHighCents": "5"}, "caseStudy.budgetHighCents"),
        ({"budgetLowCents": 2, "budgetHighCents": 1}, "caseStudy.budgetHighCents"),
        ({"secret": 1}, "caseStudy.secret"),
    ],
)
def test_a_wrong_story_is_named_by_its_path(story: Any, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        case_study_of(story)
    assert refusal.value.fields.keys() == {path}


@pytest.mark.parametrize(
    ("name", "mime"),
    [("a.jpg", "image/jpeg"), ("a.b.JPEG", "image/jpeg"), ("a.png", "image/png"), ("a.webp", "image/webp")],
)
def test_a_name_promises_a_type(name: str, mime: str) -> None:
    assert picture_type("image", name) == mime


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("image", "a.gif", "UNSUPPORTED_TYPE"),
        ("image", "a.pdf", "UNSUPPORTED_TYPE"),
        ("image", "jpg", "UNSUPPORTED_TYPE"),
        ("image", "a.jpg.exe", "UNSUPPORTED_TYPE"),
        ("video", "a.mp4", "UNSUPPORTED_TYPE"),
        ("video", "a.jpg", "UNSUPPORTED_TYPE"),
        ("audio", "a.jpg", "VALIDATION_FAILED"),
        ("image", "", "VALIDATION_FAILED"),
        ("image", "a" * 252 + ".jpg", "VALIDATION_FAILED"),
    ],
)
def test_other_names_are_refused(kind: str, name: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        picture_type(kind, name)
    assert refusal.value.code == code
