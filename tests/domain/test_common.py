"""Cities, vocabularies and settings, as data."""

import pytest

from domain.common.actions import list_terms
from domain.common.cities import City, city_code
from domain.common.settings import app_config
from domain.common.taxonomy import keys, vocabularies
from domain.errors import NotFound


@pytest.mark.parametrize(
    ("written", "code"),
    [("Houston", "houston"), ("los-angeles", "los-angeles"), ("  Los Ángeles ", "los-angeles"), ("\0🏙", "")],
)
def test_a_city_has_one_code_however_it_is_written(written: str, code: str) -> None:
    assert city_code(written) == code


def test_every_vocabulary_of_the_contract_has_terms_and_no_key_twice() -> None:
    assert set(vocabularies()) == {
        *("genre", "specialty", "amenity", "creator_category", "platform", "language"),
        *("license_tier", "deliverable_format", "report_reason"),
    }
    for kind, terms in vocabularies().items():
        assert len({term.key for term in terms}) == len(terms), kind
        assert all(term.label for term in terms), kind


def test_the_words_of_the_plan_are_there() -> None:
    assert keys("genre") == {"fashion", "editorial", "commercial", "runway", "beauty", "swim", "fitness"}
    assert {"natural_light", "cyc_wall", "30a_circuits"} < keys("amenity")
    beauty = next(term for term in list_terms("genre") if term.key == "beauty")
    assert (beauty.label, beauty.group, beauty.synonyms) == (
        "Beauty",
        "Close-up",
        ("glam", "glamour", "makeup"),
    )


def test_a_vocabulary_nobody_knows_is_not_found_and_the_hint_names_the_others() -> None:
    with pytest.raises(NotFound) as refused:
        list_terms("colour")
    assert refused.value.code == "NOT_FOUND"
    assert "report_reason" in (refused.value.hint or "")


def test_settings_hold_until_an_operator_sets_another_value_and_the_version_tells() -> None:
    usual = app_config({}, None)
    assert (usual.safe_mode_default, usual.currency, usual.flags["booking.instant"]) == (True, "USD", True)
    assert usual.limits["upload.avatar.max_bytes"] == 5 * 1024 * 1024
    assert (usual.limits["package.price.min_cents"], usual.limits["booking.acceptance.hours"]) == (1_000, 48)
    changed = app_config({"booking.instant": False, "safe_mode.default": False, "unknown": True}, None)
    assert (changed.safe_mode_default, changed.flags["booking.instant"]) == (False, False)
    assert changed.version != usual.version
    assert set(changed.flags) == set(usual.flags)


def test_the_gate_of_a_city_shows_as_a_flag() -> None:
    denver = City("denver", "Denver", "CO", "US", 39.7, -104.9, "America/Denver", active=False)
    assert app_config({}, denver).flags["city.open"] is False
    assert "city.open" not in app_config({}, None).flags
