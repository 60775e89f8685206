from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.docs.fingerprint import content_fingerprint
from domain.docs.terms import REMOTE, PriceItem, StudioTerms
from domain.money import Money
from domain.studios.model import Address
from tests.domain.docs.builders import DANA, INES, STRANGER, a_party, studio_terms, talent_terms


@pytest.mark.parametrize(
    "change",
    [
        {"start_at": talent_terms().start_at + timedelta(minutes=1)},
        {"end_at": talent_terms().end_at + timedelta(minutes=1)},
        {"place": Address("1201 McKinney St", "Houston", "TX", "77010", "US")},
        {"place": REMOTE},
        {"place": None},
        {"deliverables": "Thirty retouched images"},
        {"title": "Editorial full day"},
        {"items": (PriceItem("Half day", Money(60_001)),)},
        {"total": Money(73_951)},
        {"tax": Money(4_951)},
        {"license_tier": "ads"},
        {"seller": a_party(STRANGER, "Inês Carvalho")},
        {"seller": a_party(INES, "Inês C. Carvalho")},
        {"cancellation": ()},
    ],
)
def test_what_was_agreed_cannot_change_unnoticed(change: dict[str, Any]) -> None:
    assert content_fingerprint(talent_terms(**change)) != content_fingerprint(talent_terms())


@pytest.mark.parametrize("change", [{"deposit": Money(50_001)}, {"house_rules": ("No glitter",)}])
def test_deposit_and_house_rules_count_for_a_studio(change: dict[str, Any]) -> None:
    studio = studio_terms().studio
    assert isinstance(studio, StudioTerms)
    changed = studio_terms(studio=replace(studio, **change))
    assert content_fingerprint(changed) != content_fingerprint(studio_terms())


def test_a_new_mail_address_changes_nobodys_promise() -> None:
    moved = talent_terms(buyer=a_party(DANA, "Dana Whitfield", email="new@example.test"))
    assert content_fingerprint(moved) == content_fingerprint(talent_terms())


def test_the_same_content_has_the_same_fingerprint_wherever_it_is_computed() -> None:
    assert (
        content_fingerprint(talent_terms())
        == "36dc72780ef59c38280660d1b4f159fe7d7ae6c0bea78a4c3e12412be3ce2de6"
    )
