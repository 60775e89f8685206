import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Internal
from domain.money import Money
from domain.money.fees import FeeRule, quote_fees, rule_for

EVERYWHERE = FeeRule("everywhere", rate_bps=1_000, floor=Money(500), ceiling=Money(25_000))
MODELS = FeeRule("models", rate_bps=900, floor=Money(500), role="model")
HOUSTON = FeeRule("houston", rate_bps=800, floor=Money(500), city="houston")
HOUSTON_MODELS = FeeRule("houston-models", rate_bps=700, floor=Money(0), city="houston", role="model")


@pytest.mark.parametrize(
    ("city", "role", "expected"),
    [
        ("houston", "model", HOUSTON_MODELS),
        ("houston", "studio", HOUSTON),
        ("austin", "model", MODELS),
        ("austin", "studio", EVERYWHERE),
    ],
)
def test_the_closest_rule_decides(city: str, role: str, expected: FeeRule) -> None:
    assert rule_for([EVERYWHERE, HOUSTON, HOUSTON_MODELS, MODELS], city, role) == expected


def test_the_newest_of_two_equal_rules_decides() -> None:
    newer = FeeRule("newer", rate_bps=1_100, floor=Money(0), version=2)
    assert rule_for([newer, EVERYWHERE], "austin", "model") == newer


def test_a_leg_that_no_active_rule_covers_is_not_sold_without_a_fee() -> None:
    retired = FeeRule("retired", rate_bps=1_000, floor=Money(0), active=False)
    with pytest.raises(Internal) as refusal:
        rule_for([retired, HOUSTON], "austin", "model")
    assert refusal.value.code == "FEE_RULE_MISSING"


@pytest.mark.parametrize(
    ("subtotal", "fee"), [(0, 0), (1, 500), (5_000, 500), (5_005, 501), (30_000, 3_000), (9_000_000, 25_000)]
)
def test_a_fee_stays_between_floor_and_ceiling(subtotal: int, fee: int) -> None:
    assert quote_fees(EVERYWHERE, Money(subtotal)).fee == Money(fee)


@given(st.integers(1, 10**9), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 100_000))
def test_a_dearer_leg_never_has_a_smaller_fee(subtotal: int, more: int, rate: int, floor: int) -> None:
    rule = FeeRule("any", rate_bps=rate, floor=Money(floor), ceiling=Money(floor + 50_000))
    cheaper, dearer = quote_fees(rule, Money(subtotal)).fee, quote_fees(rule, Money(subtotal + more)).fee
    assert Money(floor) <= cheaper <= dearer <= Money(floor + 50_000)
