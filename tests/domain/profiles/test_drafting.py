"""What is written on the head of a page."""

from datetime import timedelta
from typing import Any

import pytest

from domain.errors import Invalid
from domain.profiles.drafting import Writing, written
from tests.domain.profiles.pages import NOON, a_page

LATER = NOON + timedelta(hours=1)


def refused(**changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        written(a_page(), Writing(**changes), LATER)
    assert refusal.value.code == "VALIDATION_FAILED"
    return refusal.value.fields


def test_what_is_left_out_stays() -> None:
    assert written(a_page(), Writing(), NOON) == a_page()


def test_what_is_given_is_trimmed_and_kept() -> None:
    page = written(a_page(), Writing(bio=" New. ", languages=[" Polish "], radius_km=80), LATER)
    assert (page.bio, page.languages, page.radius_km, page.updated_at) == ("New.", ("Polish",), 80, LATER)


def test_an_empty_text_takes_an_optional_one_away() -> None:
    page = written(a_page(), Writing(region="", travel_notes=" ", tags=[]), LATER)
    assert (page.region, page.travel_notes, page.tags) == (None, None, ())


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"bio": ""}, "bio"),
        ({"bio": "b" * 601}, "bio"),
        ({"bio": "a\x00b"}, "bio"),
        ({"city": " "}, "city"),
        ({"display_name": "d" * 81}, "displayName"),
        ({"display_name": ""}, "displayName"),
        ({"region": "r" * 81}, "region"),
        ({"travel_notes": "t" * 301}, "travelNotes"),
        ({"languages": [f"Language {n}" for n in range(6)]}, "languages"),
        ({"languages": ["English", "english"]}, "languages"),
        ({"languages": [""]}, "languages.0"),
        ({"tags": [f"tag{n}" for n in range(13)]}, "tags"),
        ({"tags": ["t" * 41]}, "tags.0"),
        ({"radius_km": -1}, "radiusKm"),
        ({"radius_km": 20_001}, "radiusKm"),
        ({"about": {"height_cm": 119}}, "aboutFields.height_cm"),
        ({"about": []}, "aboutFields"),
        ({"social": {"instagram": {"handle": ""}}}, "socialFields.instagram.handle"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(changes: dict[str, Any], path: str) -> None:
    assert refused(**changes).keys() == {path}


def test_the_limits_themselves_are_accepted() -> None:
    page = written(
        a_page(),
        Writing(
            bio="b" * 600,
            travel_notes="t" * 300,
            languages=[f"Language {n}" for n in range(5)],
            tags=[f"tag{n}" for n in range(12)],
        ),
        LATER,
    )
    assert (len(page.bio), len(page.languages), len(page.tags)) == (600, 5, 12)


def test_every_wrong_value_is_told_at_once() -> None:
    assert refused(bio="", radius_km=-1, about={"height_cm": 1}, social=[]).keys() == {
        "bio",
        "radiusKm",
        "aboutFields.height_cm",
        "socialFields",
    }
