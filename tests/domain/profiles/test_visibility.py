"""Who may see a page: the whole product of viewer, page and city."""

from dataclasses import replace
from itertools import product

import pytest

from domain.errors import DomainError
from domain.ids import UserId
from domain.profiles.model import ProfileStatus, Role
from domain.profiles.visibility import GUEST_EYES, Eyes, require_seen, sees
from tests.domain.profiles.pages import SHOWING, a_live_page, a_page

OWNER = Eyes(UserId("usr_owner"))
STRANGER = Eyes(UserId("usr_stranger"))
ADULT = Eyes(UserId("usr_adult"), adult=True)
UNSAFE_ADULT = Eyes(UserId("usr_adult"), adult=True, safe_mode=False)
UNSAFE_UNKNOWN = Eyes(UserId("usr_unknown"), adult=False, safe_mode=False)
EVERYONE = [GUEST_EYES, STRANGER, ADULT, UNSAFE_ADULT, UNSAFE_UNKNOWN]
WITHHELD = replace(SHOWING, band_max=2)


def answer(eyes: Eyes, page_role: Role, *, city_open: bool = True, band: int = 0) -> str | None:
    try:
        require_seen(
            eyes, a_live_page(page_role, showing=replace(SHOWING, band_max=band)), city_open=city_open
        )
    except DomainError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("role", "status", "band", "city_open"),
    list(product(Role, ProfileStatus, (0, 1, 2), (True, False))),
)
def test_an_owner_always_sees_their_page(
    role: Role, status: ProfileStatus, band: int, city_open: bool
) -> None:
    page = a_page(role, status=status, showing=replace(SHOWING, band_max=band))
    assert require_seen(OWNER, page, city_open=city_open) is page
    assert sees(OWNER, page)


@pytest.mark.parametrize("eyes", EVERYONE)
def test_a_draft_is_not_there_for_anyone_else(eyes: Eyes) -> None:
    with pytest.raises(DomainError) as draft:
        require_seen(eyes, a_page(), city_open=True)
    with pytest.raises(DomainError) as nothing:
        require_seen(eyes, None, city_open=False)
    assert (draft.value.code, str(draft.value)) == (nothing.value.code, str(nothing.value))
    assert draft.value.code == "SP_NOT_FOUND"
    assert not sees(eyes, a_page())


@pytest.mark.parametrize("eyes", EVERYONE)
def test_what_a_suspended_account_published_is_not_there_for_anyone_else(eyes: Eyes) -> None:
    page = a_live_page(owner_present=False)
    with pytest.raises(DomainError) as refusal:
        require_seen(eyes, page, city_open=True)
    assert refusal.value.code == "SP_NOT_FOUND"
    assert not sees(eyes, page)
    assert require_seen(OWNER, page, city_open=True) is page


@pytest.mark.parametrize(("eyes", "band"), list(product(EVERYONE, (0, 1))))
def test_a_live_page_is_for_everyone(eyes: Eyes, band: int) -> None:
    assert answer(eyes, Role.MODEL, band=band) is None


@pytest.mark.parametrize("eyes", EVERYONE)
def test_a_closed_city_is_closed_to_everyone(eyes: Eyes) -> None:
    assert answer(eyes, Role.MODEL, city_open=False) == "SEARCH_CITY_GATED"


@pytest.mark.parametrize(
    ("eyes", "code"),
    [
        (GUEST_EYES, "SP_UNSAFE_PUBLIC"),
        (STRANGER, "SP_UNSAFE_PUBLIC"),
        (UNSAFE_UNKNOWN, "SP_UNSAFE_PUBLIC"),
        (ADULT, None),
        (UNSAFE_ADULT, None),
    ],
)
def test_a_fan_sub_page_is_for_verified_adults(eyes: Eyes, code: str | None) -> None:
    assert answer(eyes, Role.FANSUB) == code
    assert sees(eyes, a_live_page(Role.FANSUB)) == (code is None)


@pytest.mark.parametrize(
    ("eyes", "code"),
    [
        (GUEST_EYES, "SP_UNSAFE_PUBLIC"),
        (STRANGER, "SP_UNSAFE_PUBLIC"),
        (UNSAFE_UNKNOWN, "SP_UNSAFE_PUBLIC"),
        (ADULT, "SP_UNSAFE_PUBLIC"),
        (UNSAFE_ADULT, None),
    ],
)
def test_withheld_pictures_need_an_adult_who_turned_safe_mode_off(eyes: Eyes, code: str | None) -> None:
    assert answer(eyes, Role.MODEL, band=2) == code
    assert sees(eyes, a_live_page(showing=WITHHELD)) == (code is None)
