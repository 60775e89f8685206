import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bookings.leg_policy import (
    STANDARD_BANDS,
    Band,
    LegPolicy,
    as_document,
    band_for,
    bands_from,
    from_document,
)


@pytest.mark.parametrize(
    ("hours", "refund_pct"), [(96, 100), (72, 100), (71.99, 50), (48, 50), (24, 50), (12, 0), (0, 0), (-3, 0)]
)
def test_the_band_follows_the_hours_left(hours: float, refund_pct: int) -> None:
    assert band_for(STANDARD_BANDS, hours).buyer_refund_pct == refund_pct


@given(st.floats(-100, 1_000))
def test_buyer_and_seller_always_share_the_whole(hours: float) -> None:
    band = band_for(STANDARD_BANDS, hours)
    assert band.buyer_refund_pct + band.seller_payout_pct == 100


def test_a_policy_reads_back_as_it_was_written() -> None:
    policy = LegPolicy(bands=(Band(48, None, 80, 20), Band(0, 48, 10, 90)), overtime_cents_per_30m=4_000)
    assert from_document(as_document(policy)) == policy


@pytest.mark.parametrize("document", [None, {}, {"bands": []}])
def test_a_studio_without_bands_of_its_own_has_the_standard_ones(document: dict[str, object] | None) -> None:
    assert bands_from(document) == STANDARD_BANDS
