"""Whole cents, and a split that loses none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.money import BPS, Money, total

cents = st.integers(-10_000_000, 10_000_000)
weights = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=12).filter(any)


@given(cents, weights)
def test_a_split_loses_no_cent(amount: int, shares: list[int]) -> None:
    parts = Money(amount).split(shares)
    assert total(parts) == Money(amount)


@given(cents, weights)
def test_every_share_is_within_a_cent_of_its_weight(amount: int, shares: list[int]) -> None:
    for part, weight in zip(Money(amount).split(shares), shares, strict=True):
        assert abs(part.cents * sum(shares) - amount * weight) < sum(shares)


@pytest.mark.parametrize("shares", [[], [0], [0, 0], [2, -1]])
def test_a_split_without_weight_is_refused(shares: list[int]) -> None:
    with pytest.raises((Invalid, ValueError)):
        Money(100).split(shares)


@given(cents, st.integers(0, 3 * BPS))
def test_a_rate_rounds_half_away_from_zero(amount: int, rate: int) -> None:
    share = Money(amount).bps(rate).cents
    exact = amount * rate
    assert abs(share * BPS - exact) * 2 <= BPS
    assert share == -Money(-amount).bps(rate).cents


def test_half_a_cent_rounds_up() -> None:
    assert Money(50).bps(100).cents == 1
    assert Money(49).bps(100).cents == 0


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="EUR cannot be reckoned with USD"):
        Money(1) + Money(1, "EUR")
