from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bookings.model import LineKind, LocationKind
from domain.bookings.pricing import CENTS_PER_MILE, TalentWish, leg_total, miles_beyond, talent_lines
from domain.errors import Invalid
from domain.profiles.model import LicenceType
from tests.domain.bookings.build import a_group, a_leg, a_package, a_price, a_studio_leg

cents = st.integers(0, 5_000_000)


def test_a_package_alone_costs_what_it_says() -> None:
    [line] = talent_lines(TalentWish(a_package()))
    assert (line.kind, line.total.cents) == (LineKind.PACKAGE, 30_000)


def test_add_ons_licence_and_travel_are_lines_of_their_own() -> None:
    wish = TalentWish(
        a_package(),
        addon_ids=("add_rush", "add_look"),
        license_tier=LicenceType.ADS,
        location_kind=LocationKind.BUYER,
        travel_miles=Fraction("40.2"),
        radius_km=16,
    )
    lines = talent_lines(wish)
    assert [(line.kind, line.total.cents) for line in lines] == [
        (LineKind.PACKAGE, 30_000),
        (LineKind.EXTRA, 7_500),
        (LineKind.EXTRA, 5_000),
        (LineKind.LICENSE, 25_000),
        (LineKind.TRAVEL, 31 * CENTS_PER_MILE),
    ]
    assert leg_total(lines).cents == 67_500 + 31 * 70


def test_the_licence_that_comes_with_the_package_costs_nothing_more() -> None:
    assert len(talent_lines(TalentWish(a_package(), license_tier=LicenceType.COMMERCIAL))) == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (TalentWish(a_package(), addon_ids=("add_other",)), "leg.addons"),
        (TalentWish(a_package(), addon_ids=("add_look", "add_look")), "leg.addons"),
        (TalentWish(a_package(), license_tier=LicenceType.BUYOUT), "leg.licenseTier"),
    ],
)
def test_what_is_not_on_offer_is_refused_by_field(wish: TalentWish, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        talent_lines(wish)
    assert refused.value.code == "VALIDATION_FAILED"
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    "place", [None, LocationKind.REMOTE, LocationKind.PROVIDER_STUDIO, LocationKind.RENTED_STUDIO]
)
def test_only_going_to_the_buyer_costs_travel(place: LocationKind | None) -> None:
    assert len(talent_lines(TalentWish(a_package(), location_kind=place, travel_miles=Fraction(90)))) == 1


@pytest.mark.parametrize(
    ("miles", "radius_km", "beyond"),
    [(0, None, 0), (10, None, 10), (10, 16, 1), (10, 17, 0), ("0.1", 0, 1), (100, 80, 51)],
)
def test_a_begun_mile_beyond_the_radius_counts(miles: int | str, radius_km: int | None, beyond: int) -> None:
    assert miles_beyond(Fraction(miles), radius_km) == beyond


@given(st.fractions(0, 500), st.integers(0, 500))
def test_travel_is_never_negative_and_never_more_than_one_mile_generous(
    miles: Fraction, radius_km: int
) -> None:
    beyond = miles_beyond(miles, radius_km)
    exact = miles - radius_km * Fraction(1_000_000, 1_609_344)
    assert beyond >= 0
    assert exact <= beyond < max(exact, Fraction(0)) + 1


@given(st.lists(st.tuples(cents, cents, cents, cents), min_size=1, max_size=4))
def test_every_total_of_a_booking_is_the_sum_of_its_parts(legs: list[tuple[int, int, int, int]]) -> None:
    group = a_group(*[a_leg(price=a_price(*parts)) for parts in legs])
    assert group.total.cents == sum(map(sum, legs))
    assert group.total == group.subtotal + group.tax + group.fees
    for leg, (subtotal, tax, fee, fee_tax) in zip(group.legs, legs, strict=True):
        assert leg.price.total.cents == subtotal + tax + fee + fee_tax
        assert leg.price.fees.cents == fee + fee_tax


@given(cents.filter(bool), cents)
def test_the_shares_of_the_charge_add_up_to_it(price: int, fee: int) -> None:
    group = a_group(a_leg(price=a_price(price, fee=fee)), a_studio_leg())
    assert sum(share.cents for share in group.splits().values()) == group.amount_due.cents
    assert group.splits()[group.legs[0].id] == group.legs[0].price.total


def test_the_deposit_is_no_part_of_the_price() -> None:
    group = a_group(a_leg(), a_studio_leg(deposit=20_000))
    assert group.total.cents == 33_000 + 13_200
    assert group.deposit.cents == 20_000
