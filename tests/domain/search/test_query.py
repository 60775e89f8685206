"""What is asked is understood in one form, or refused with the code the contract names."""

from datetime import timedelta
from typing import Any

import pytest

from domain.errors import DomainError
from domain.profiles.model import Role
from domain.search.criteria import Criterion, Op
from domain.search.filters import (
    CreatorFilters,
    Filters,
    ModelFilters,
    PhotographerFilters,
    StudioFilters,
    VideographerFilters,
)
from domain.search.model import Point, Sort, Surface
from domain.search.scope import HORIZON_DAYS, require_open
from tests.domain.search.builders import HOUSTON, TODAY, normal

MANY = [{"field": "tags", "op": "eq", "value": f"tag{n}"} for n in range(31)]
FEW = MANY[:20]


def refused(**request: Any) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        normal(**request)
    return refusal.value


def test_a_plain_search_has_the_defaults_of_the_contract() -> None:
    query = normal()
    assert (query.surface, query.role, query.radius_km, query.safe_mode) == (Surface.PEOPLE, None, 50, True)
    assert (query.sort, query.page_size, query.origin) == (Sort.DEFAULT, 20, Point(29.7604, -95.3698))


def test_nulls_mean_the_defaults_and_never_less_safety() -> None:
    query = normal(radius_km=None, safe_mode=None, sort=None, page_size=None, query=None)
    assert query == normal()


def test_typed_filters_become_criteria_that_must_all_hold() -> None:
    query = normal(
        role="MODEL",
        verified_only=True,
        instant_book_only=False,
        rating_min=4.5,
        filters=(ModelFilters(height_min_cm=170, genres=["Runway", "fashion"], travel_ready=False),),
    )
    assert query.role is Role.MODEL
    assert query.all_of == (
        Criterion("genres", Op.IN, ("fashion", "runway")),
        Criterion("heightCm", Op.BETWEEN, (170, None)),
        Criterion("ratingAvg", Op.BETWEEN, (450, None)),
        Criterion("travelReady", Op.EQ, (False,)),
        Criterion("verified", Op.EQ, (True,)),
    )


@pytest.mark.parametrize(
    ("role", "filters", "criteria"),
    [
        (
            "PHOTOGRAPHER",
            PhotographerFilters(["Portrait"], studio_access=True, turnaround_max_days=7, insurance=True),
            {
                Criterion("specialties", Op.IN, ("portrait",)),
                Criterion("studioAccess", Op.EQ, (True,)),
                Criterion("turnaroundDays", Op.BETWEEN, (None, 7)),
                Criterion("insurance", Op.EQ, (True,)),
            },
        ),
        (
            "VIDEOGRAPHER",
            VideographerFilters(["music"], audio_capability=True, deliverable_formats=["MP4", "prores"]),
            {
                Criterion("specialties", Op.IN, ("music",)),
                Criterion("audioCapability", Op.EQ, (True,)),
                Criterion("deliverableFormats", Op.IN, ("mp4", "prores")),
            },
        ),
        (
            "CREATOR",
            CreatorFilters(["INSTAGRAM"], ["beauty"], verified_social=True, min_followers=1_000),
            {
                Criterion("platforms", Op.IN, ("instagram",)),
                Criterion("categories", Op.IN, ("beauty",)),
                Criterion("socialVerified", Op.EQ, (True,)),
                Criterion("followers", Op.BETWEEN, (1_000, None)),
            },
        ),
    ],
)
def test_every_role_has_filters_of_its_own(role: str, filters: Filters, criteria: set[Criterion]) -> None:
    assert set(normal(role=role, filters=(filters,)).all_of) == criteria


def test_amenities_must_all_be_there() -> None:
    filters = StudioFilters(amenities=["Natural light", "cyc_wall"], parking=True, min_ceiling_ft=10.5)
    query = normal(surface="STUDIOS", filters=(filters,))
    assert query.amenities == {"natural_light", "cyc_wall", "parking"}
    assert Criterion("ceilingFt", Op.BETWEEN, (1050, None)) in query.all_of


def test_equal_searches_have_one_signature_and_pages_do_not_change_it() -> None:
    one = normal(all=FEW, query="  Fashion MODEL ", cursor="a", page_size=5)
    same = normal(all=FEW[::-1] + FEW[:1], query="fashion model", scope="people", surface=None, page_size=50)
    assert one.hash == same.hash
    assert one.hash != normal(all=FEW[1:], query="fashion model").hash
    assert one.hash != normal(all=FEW, query="fashion model", sort="NEW").hash


def test_names_of_the_plans_documents_are_understood() -> None:
    document = [
        {"field": "roleFields.genres", "op": "in", "value": ["fashion", "editorial"]},
        {"field": "verification.id", "op": "eq", "value": True},
        {"field": "priceFromCents", "op": "between", "value": [10000, 30000]},
    ]
    assert {criterion.field for criterion in normal(role="MODEL", any=document).any_of} == {
        "genres",
        "verified",
        "priceFromCents",
    }


@pytest.mark.parametrize(
    "request_",
    [
        {"lat": 29.7, "lon": None},
        {"lat": 91.0, "lon": 0.0},
        {"lat": float("nan"), "lon": 0.0},
        {"lat": 29.7, "lon": 1e308},
        {"lat": 40.7128, "lon": -74.0060},
        {"origin_lat": -29.7604, "origin_lon": 95.3698},
    ],
)
def test_a_position_that_is_nowhere_or_elsewhere_is_no_location(request_: dict[str, Any]) -> None:
    assert refused(**request_).code == "SEARCH_INVALID_LOCATION"


def test_an_unknown_city_is_no_location_and_a_closed_one_is_gated() -> None:
    with pytest.raises(DomainError) as unknown:
        require_open(None)
    assert unknown.value.code == "SEARCH_INVALID_LOCATION"
    closed = HOUSTON.__class__(**{**HOUSTON.__dict__, "active": False})
    with pytest.raises(DomainError) as gated:
        require_open(closed)
    assert gated.value.code == "SEARCH_CITY_GATED"


@pytest.mark.parametrize(
    "request_",
    [
        {"role": "PHOTOGRAPHER", "filters": (ModelFilters(travel_ready=True),)},
        {"role": None, "filters": (ModelFilters(),)},
        {"role": "MODEL", "filters": (VideographerFilters(),)},
        {"role": "MODEL", "filters": (CreatorFilters(min_followers=5),)},
        {"role": "MODEL", "filters": (StudioFilters(),)},
        {"surface": "STUDIOS", "filters": (PhotographerFilters(),)},
        {"surface": "STUDIOS", "role": "MODEL"},
        {"role": "CREATOR", "all": [{"field": "heightCm", "op": "eq", "value": 170}]},
        {"surface": "STUDIOS", "any": [{"field": "genres", "op": "eq", "value": "fashion"}]},
        {"all": [{"field": "amenities", "op": "eq", "value": "wifi"}]},
    ],
)
def test_a_filter_of_another_role_is_a_conflict(request_: dict[str, Any]) -> None:
    assert refused(**request_).code == "SEARCH_ROLE_FILTER_CONFLICT"


@pytest.mark.parametrize(
    "request_",
    [
        {"all": MANY},
        {"any": FEW, "all": [*MANY[20:], {"field": "tags", "op": "eq", "value": "x"}]},
        {"all": [{"field": "tags", "op": "in", "value": [str(n) for n in range(51)]}]},
        {"role": "MODEL", "filters": (ModelFilters(genres=[str(n) for n in range(51)]),)},
    ],
)
def test_more_filters_than_one_search_may_carry_are_refused(request_: dict[str, Any]) -> None:
    assert refused(**request_).code == "SEARCH_TOO_MANY_PARAMS"


def test_only_a_verified_adult_turns_safe_mode_off() -> None:
    assert refused(safe_mode=False).code == "SEARCH_UNDERAGE_SAFEMODE"
    assert refused(role="FANSUB").code == "SEARCH_UNDERAGE_SAFEMODE"
    query = normal(safe_mode=False, role="FANSUB", adult=True)
    assert (query.safe_mode, query.band_most) == (False, 2)
    assert normal(adult=True).band_most == 1


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"surface": None}, "surface"),
        ({"scope": "studios"}, "surface"),
        ({"surface": None, "scope": "planets"}, "scope"),
        ({"radius_km": 0}, "radiusKm"),
        ({"radius_km": 2**31}, "radiusKm"),
        ({"page_size": 0}, "pageSize"),
        ({"page_size": -5}, "pageSize"),
        ({"budget_min_cents": -1}, "budgetMinCents"),
        ({"budget_min_cents": 200, "budget_max_cents": 100}, "budgetMinCents"),
        ({"budget_max_cents": 2**31}, "budgetMaxCents"),
        ({"rating_min": 5.1}, "ratingMin"),
        ({"rating_min": float("nan")}, "ratingMin"),
        ({"query": "x" * 1_000_000}, "query"),
        ({"query": "a\0b"}, "query"),
        ({"day": TODAY - timedelta(days=1)}, "date"),
        ({"day": TODAY + timedelta(days=HORIZON_DAYS)}, "date"),
        ({"days": (TODAY, TODAY - timedelta(days=1))}, "dateRange"),
        ({"days": (TODAY, TODAY + timedelta(days=31))}, "dateRange"),
        ({"day": TODAY, "days": (TODAY, TODAY)}, "dateRange"),
        ({"cursor": "a", "page": "b"}, "page"),
        ({"lat": 29.7, "origin_lat": 29.8, "lon": -95.3}, "originLat"),
        ({"all": {"field": "tags"}}, "all"),
        ({"all": ["tags"]}, "all.0."),
        ({"all": [{"field": "password", "op": "eq", "value": 1}]}, "all.0.field"),
        ({"all": [{"field": ["tags"], "op": "eq", "value": 1}]}, "all.0.field"),
        ({"all": [{"field": "tags", "op": "like", "value": "x"}]}, "all.0.op"),
        ({"all": [{"field": "tags", "op": ["in"], "value": "x"}]}, "all.0.op"),
        ({"all": [{"field": "tags", "op": "in", "value": []}]}, "all.0.value"),
        ({"all": [{"field": "tags", "op": "in", "value": "x"}]}, "all.0.value"),
        ({"all": [{"field": "tags", "op": "eq", "value": 7}]}, "all.0.value"),
        ({"all": [{"field": "tags", "op": "eq", "value": "%'--"}]}, "all.0.value"),
        ({"all": [{"field": "verified", "op": "eq", "value": 1}]}, "all.0.value"),
        ({"all": [{"field": "verified", "op": "between", "value": [False, True]}]}, "all.0.value"),
        ({"all": [{"field": "ratingCount", "op": "eq", "value": True}]}, "all.0.value"),
        ({"all": [{"field": "ratingCount", "op": "between", "value": [9, 1]}]}, "all.0.value"),
        ({"all": [{"field": "ratingCount", "op": "between", "value": [1]}]}, "all.0.value"),
        ({"all": [{"field": "ratingCount", "op": "between", "value": ["a", 2]}]}, "all.0.value"),
        ({"all": [{"field": "ratingCount", "op": "eq", "value": 1e300}]}, "all.0.value"),
        ({"role": "MODEL", "filters": (ModelFilters(height_min_cm=-1),)}, "heightCm"),
        ({"role": "MODEL", "filters": (ModelFilters(height_min_cm=9, height_max_cm=8),)}, "heightCm"),
        ({"role": "MODEL", "filters": (ModelFilters(genres=["  "]),)}, "genres"),
        ({"role": "ASTRONAUT"}, "role"),
        ({"sort": "best"}, "sort"),
    ],
)
def test_what_makes_no_sense_is_named(request_: dict[str, Any], field: str) -> None:
    refusal = refused(**request_)
    assert (refusal.code, list(refusal.fields)) == ("VALIDATION_FAILED", [field])


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(refused(radius_km=0, rating_min=9, day=TODAY - timedelta(days=2)).fields) == {
        "radiusKm",
        "ratingMin",
        "date",
    }


def test_pages_are_capped_at_a_hundred() -> None:
    assert normal(page_size=100_000).page_size == 100
