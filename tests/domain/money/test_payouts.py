from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.ids import LbgId, LegId, PayoutId, UserId
from domain.money import Money
from domain.money.payouts import (
    ESTABLISHED,
    MOVES,
    NEW_SELLER,
    Payout,
    PayoutMove,
    PayoutStatus,
    share_of,
    terms_for,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_payout(status: PayoutStatus = PayoutStatus.QUEUED) -> Payout:
    return Payout(
        PayoutId("pay_1"),
        LegId("leg_1"),
        LbgId("lbg_1"),
        UserId("usr_1"),
        status,
        amount=Money(900),
        reserve=Money(100),
        scheduled_for=NOON,
        created_at=NOON,
        updated_at=NOON,
    )


@pytest.mark.parametrize(("completed", "terms"), [(0, NEW_SELLER), (4, NEW_SELLER), (5, ESTABLISHED)])
def test_five_completed_bookings_make_a_seller_established(completed: int, terms: object) -> None:
    assert terms_for(completed) == terms


def test_new_sellers_wait_a_week_and_established_ones_a_day() -> None:
    assert (NEW_SELLER.delay, ESTABLISHED.delay) == (timedelta(days=7), timedelta(days=1))
    assert (NEW_SELLER.reserve_pct, NEW_SELLER.reserve_days, ESTABLISHED.reserve_pct) == (10.0, 30, 0.0)


def test_the_part_paid_now_is_rounded_down() -> None:
    share = share_of(Money(43_305), Money(0), NEW_SELLER)
    assert (share.now, share.reserve) == (Money(38_974), Money(4_331))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from([NEW_SELLER, ESTABLISHED]))
def test_a_share_loses_no_cent_and_is_never_negative(gross: int, refunded: int, terms: object) -> None:
    share = share_of(Money(gross), Money(refunded), terms)  # type: ignore[arg-type]
    assert share.now + share.reserve == Money(max(0, gross - refunded))
    assert share.now >= Money(0) <= share.reserve


@pytest.mark.parametrize(("status", "move"), list(product(PayoutStatus, PayoutMove)))
def test_a_payout_makes_the_moves_of_the_table_and_no_other(status: PayoutStatus, move: PayoutMove) -> None:
    payout = a_payout(status)
    if (status, move) in MOVES:
        assert payout.moved(move, NOON).status is MOVES[status, move]
    else:
        with pytest.raises(Conflict):
            payout.moved(move, NOON)


def test_a_bank_may_return_money_that_had_arrived_and_may_then_take_it_after_all() -> None:
    sent = a_payout().sent("tr_1", NOON)
    paid = sent.arrived("po_1", NOON)
    returned = paid.failed("account_closed", NOON + timedelta(days=2))
    assert (returned.status, returned.paid_at, returned.reason) == (
        PayoutStatus.FAILED,
        None,
        "account_closed",
    )
    assert returned.arrived("po_2", NOON).status is PayoutStatus.PAID
