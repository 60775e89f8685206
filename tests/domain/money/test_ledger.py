from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import ChargeId, LbgId, LegId, PayoutId
from domain.money import Money, total
from domain.money.entries import (
    LegMoney,
    capture_entries,
    earn_entries,
    payout_entries,
    processing_fee_entries,
    refund_entries,
    reserve_hold_entries,
    reserve_release_entries,
)
from domain.money.ledger import GENESIS, Account, Entry, Posting, balances, first_break, seal
from domain.money.payouts import NEW_SELLER, share_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
LBG = LbgId("lbg_1")
CENTS = st.integers(0, 10**8)


def a_leg(number: int = 1, *, platform_is_merchant: bool = False) -> LegMoney:
    return LegMoney(
        LBG,
        LegId(f"leg_{number}"),
        subtotal=Money(40_000),
        service_tax=Money(3_300),
        fee=Money(4_000),
        fee_tax=Money(330),
        platform_is_merchant=platform_is_merchant,
    )


legs = st.lists(
    st.builds(
        LegMoney,
        st.just(LBG),
        st.uuids().map(lambda u: LegId(f"leg_{u}")),
        *[CENTS.map(Money)] * 4,
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def sealed(postings: list[Posting]) -> list[Entry]:
    entries: list[Entry] = []
    for position, posting in enumerate(postings, start=1):
        previous = entries[-1].hash if entries else GENESIS
        at = NOON + timedelta(seconds=position)
        entries.append(
            seal(posting, gl_id=f"gl_{position}", position=position, occurred_at=at, previous_hash=previous)
        )
    return entries


def test_a_capture_owes_the_seller_the_price_and_its_tax() -> None:
    booked = balances(capture_entries(ChargeId("chg_1"), [a_leg()], ext_ref="ch_1"))
    assert booked == {
        Account.CASH: Money(47_630),
        Account.SELLER_PAYABLE: Money(-43_300),
        Account.FEES_DEFERRED: Money(-4_000),
        Account.FEE_TAX: Money(-330),
    }


def test_where_the_platform_is_merchant_the_service_tax_is_owed_to_the_tax_office() -> None:
    leg = a_leg(platform_is_merchant=True)
    booked = balances(capture_entries(ChargeId("chg_1"), [leg], ext_ref="ch_1"))
    assert booked[Account.SELLER_PAYABLE] == Money(-40_000)
    assert booked[Account.SERVICE_TAX] == Money(-3_300)


@given(legs, st.integers(0, 5_000))
def test_a_booking_that_was_lived_through_leaves_only_fees_taxes_and_costs(
    booked: list[LegMoney], fee_cents: int
) -> None:
    postings = capture_entries(ChargeId("chg_1"), booked, ext_ref="ch_1")
    postings += processing_fee_entries(ChargeId("chg_1"), LBG, Money(fee_cents), ext_ref="txn_1")
    for leg in booked:
        share = share_of(leg.seller_gross, Money(0), NEW_SELLER)
        postings += earn_entries(leg)
        postings += reserve_hold_entries(LBG, leg.leg_id, share.reserve)
        postings += payout_entries(PayoutId(f"pay_{leg.leg_id}"), LBG, leg.leg_id, share.now, ext_ref="tr_1")
        postings += reserve_release_entries(LBG, leg.leg_id, share.reserve)
        postings += payout_entries(
            PayoutId(f"rsv_{leg.leg_id}"), LBG, leg.leg_id, share.reserve, ext_ref="tr_2"
        )
    after = balances(postings)
    assert total(list(after.values())) == Money(0)
    nothing = Money(0)
    for settled in (Account.SELLER_PAYABLE, Account.SELLER_RESERVE, Account.FEES_DEFERRED):
        assert after.get(settled, nothing) == nothing
    assert after.get(Account.FEES_EARNED, nothing) == -total([leg.fee for leg in booked])
    sellers = total([leg.seller_gross for leg in booked])
    paid = total([leg.total for leg in booked])
    assert after.get(Account.CASH, nothing) == paid - sellers - Money(fee_cents)


@given(legs, st.booleans())
def test_a_full_refund_undoes_a_capture_whether_the_fee_was_earned_or_not(
    booked: list[LegMoney], earned: bool
) -> None:
    postings = capture_entries(ChargeId("chg_1"), booked, ext_ref="ch_1")
    for leg in booked:
        postings += earn_entries(leg) if earned else []
        postings += refund_entries(f"rfd_{leg.leg_id}", leg, earned=earned, ext_ref="re_1")
    assert set(balances(postings).values()) <= {Money(0)}


def test_an_amount_of_nothing_is_not_booked() -> None:
    assert reserve_hold_entries(LBG, LegId("leg_1"), Money(0)) == []


@given(legs)
def test_no_two_postings_of_a_capture_share_a_key(booked: list[LegMoney]) -> None:
    keys = [posting.key for posting in capture_entries(ChargeId("chg_1"), booked, ext_ref="ch_1")]
    assert len(keys) == len(set(keys))


def test_an_untouched_chain_holds() -> None:
    assert first_break(sealed(capture_entries(ChargeId("chg_1"), [a_leg(1), a_leg(2)], ext_ref="ch"))) is None


@given(st.integers(0, 5), st.sampled_from(["amount", "memo", "account", "time", "removed", "swapped"]))
def test_whatever_is_changed_in_the_books_breaks_the_chain(at: int, how: str) -> None:
    entries = sealed(capture_entries(ChargeId("chg_1"), [a_leg(1), a_leg(2)], ext_ref="ch"))
    entry, posting = entries[at], entries[at].posting
    if how == "removed":
        # The last entry is guarded by the head row, not by a successor.
        entries.pop(min(at, 4))
    elif how == "swapped":
        other = (at + 1) % 6
        entries[at], entries[other] = entries[other], entries[at]
    else:
        changed = {
            "amount": replace(entry, posting=replace(posting, amount=posting.amount + Money(1))),
            "memo": replace(entry, posting=replace(posting, memo="Something else")),
            "account": replace(entry, posting=replace(posting, credit=Account.PROCESSING)),
            "time": replace(entry, occurred_at=entry.occurred_at + timedelta(microseconds=1)),
        }
        entries[at] = changed[how]
    assert first_break(entries) is not None
