"""How finished a page is, and the gate it has to pass."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, Forbidden, Invalid, Remedy
from domain.portfolio.remedies import PortfolioRemedies
from domain.profiles.completeness import Measured, completeness_score, lacks
from domain.profiles.model import Role, ServiceProfile, Showing
from domain.profiles.publishing import require_publishable, require_still_complete
from tests.domain.profiles.pages import ABOUT, SHOWING, a_live_page, a_page

EMPTY: dict[str, Any] = {
    "region": None,
    "travel_notes": None,
    "languages": (),
    "tags": (),
    "about": {},
    "radius_km": None,
    "cover_media_id": None,
    "showing": Showing(),
}
UPLOAD = Remedy("uploadPortfolioMedia", {"itemId": "pfi_1"})
TAKE_OUT = Remedy("setPortfolioMedia", {"itemId": "pfi_1", "order": []})
PORTFOLIO = PortfolioRemedies(more=(UPLOAD,), cleaner=(TAKE_OUT,))


def publish(page: ServiceProfile, *, city_open: bool = True, adult: bool = True) -> None:
    require_publishable(page, city_open=city_open, adult=adult, portfolio=PORTFOLIO)


@pytest.mark.parametrize("role", list(Role))
def test_a_finished_page_scores_100_and_lacks_nothing(role: Role) -> None:
    assert completeness_score(Measured.of(a_page(role))) == 100
    assert lacks(Measured.of(a_page(role))) == ()
    publish(a_page(role))


@pytest.mark.parametrize("role", list(Role))
def test_an_empty_page_scores_0(role: Role) -> None:
    assert completeness_score(Measured.of(a_page(role, **EMPTY))) == 0


@pytest.mark.parametrize("role", list(Role))
@given(data=st.data())
def test_adding_something_never_lowers_the_score(role: Role, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(ABOUT[role])), unique=True))
    media = data.draw(st.integers(0, 20))
    packages = data.draw(st.integers(0, 3))
    showing = Showing(package_count=packages, media_count=media)
    page = a_page(role, **{**EMPTY, "about": {key: ABOUT[role][key] for key in keys}, "showing": showing})
    before = completeness_score(Measured.of(page))
    more = data.draw(st.sampled_from(sorted(ABOUT[role])))
    richer = replace(
        page,
        about={**page.about, more: ABOUT[role][more]},
        showing=replace(showing, media_count=media + 1),
        region=data.draw(st.sampled_from([None, "TX"])),
    )
    assert 0 <= before <= completeness_score(Measured.of(richer)) <= 100


@pytest.mark.parametrize("role", list(Role))
@given(data=st.data())
def test_a_page_scores_100_only_when_nothing_blocks_it(role: Role, data: st.DataObject) -> None:
    keys = data.draw(st.sets(st.sampled_from(sorted(ABOUT[role]))))
    showing = Showing(package_count=data.draw(st.integers(0, 1)), media_count=data.draw(st.integers(0, 7)))
    page = a_page(role, about={key: ABOUT[role][key] for key in keys}, showing=showing)
    if lacks(Measured.of(page)):
        assert completeness_score(Measured.of(page)) < 100


def test_everything_missing_is_told_at_once_with_a_remedy_for_each_kind() -> None:
    with pytest.raises(Conflict) as refusal:
        publish(a_page(Role.PHOTOGRAPHER, **EMPTY))
    error = refusal.value
    assert error.code == "SP_INCOMPLETE"
    assert list(error.fields) == [
        "aboutFields.specialties",
        "aboutFields.editing_turnaround_days",
        "aboutFields.insurance",
        "packages",
        "portfolio",
    ]
    fill_in, packages, portfolio = error.remedies
    assert fill_in.mutation == "updateServiceProfile"
    assert fill_in.variables["input"]["aboutFields"].keys() == {
        "specialties",
        "editing_turnaround_days",
        "insurance",
    }
    assert packages.mutation == "setServicePackages"
    assert portfolio is UPLOAD


def test_only_what_is_missing_has_a_remedy() -> None:
    with pytest.raises(Conflict) as refusal:
        publish(a_page(showing=replace(SHOWING, media_count=5)))
    assert refusal.value.remedies == (UPLOAD,)
    assert refusal.value.fields == {"portfolio": "Show at least 6 pictures in published items; there are 5."}


def test_a_fan_sub_page_needs_a_verified_adult() -> None:
    with pytest.raises(Forbidden) as refusal:
        publish(a_page(Role.FANSUB), adult=False)
    assert refusal.value.code == "FANSUB_IDV_REQUIRED"
    publish(a_page(Role.CREATOR), adult=False)


def test_a_closed_city_keeps_a_page_off() -> None:
    with pytest.raises(Forbidden) as refusal:
        publish(a_page(), city_open=False)
    assert refusal.value.code == "SEARCH_CITY_GATED"


def test_a_picture_that_the_scan_turned_down_keeps_a_page_off() -> None:
    with pytest.raises(Forbidden) as refusal:
        publish(a_page(showing=replace(SHOWING, unsafe_count=1)))
    assert refusal.value.code == "SP_UNSAFE_PUBLIC"
    assert refusal.value.remedies == (TAKE_OUT,)
    publish(a_page(showing=replace(SHOWING, band_max=1)))


def test_a_live_page_cannot_lose_what_it_went_live_with() -> None:
    with pytest.raises(Invalid) as refusal:
        require_still_complete(a_live_page(showing=replace(SHOWING, package_count=0)), ["packages"])
    assert refusal.value.fields.keys() == {"packages"}


def test_a_draft_may_and_a_change_of_something_else_is_not_held_up() -> None:
    bare = replace(SHOWING, package_count=0)
    require_still_complete(a_page(showing=bare), ["packages"])
    require_still_complete(a_live_page(showing=bare), ["aboutFields"])
