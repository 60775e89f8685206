from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bookings.states import (
    BEFORE_CONFIRMATION,
    MOVES,
    OVER,
    IllegalMove,
    LegMove,
    LegStatus,
    after,
    group_status,
)

S = LegStatus
ORDER = [S.DRAFT, S.AWAITING_DOCS, S.AWAITING_PAYMENT, S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED]


@pytest.mark.parametrize(("status", "move"), list(product(LegStatus, LegMove)))
def test_every_pair_is_in_the_table_or_refused(status: LegStatus, move: LegMove) -> None:
    if (status, move) in MOVES:
        assert after(status, move) is MOVES[status, move]
        return
    with pytest.raises(IllegalMove) as refused:
        after(status, move)
    assert refused.value.code == "ORDER_STATE_INVALID"
    assert (refused.value.status, refused.value.move) == (status, move)


def test_the_whole_way_from_draft_to_completed() -> None:
    status = S.DRAFT
    for move in (LegMove.ASK_SIGNATURES, LegMove.SIGN, LegMove.CONFIRM, LegMove.START, LegMove.COMPLETE):
        status = after(status, move)
    assert status is S.COMPLETED


@pytest.mark.parametrize("over", sorted(OVER))
def test_nothing_leaves_the_end(over: LegStatus) -> None:
    assert not [pair for pair in MOVES if pair[0] is over]


@given(st.lists(st.sampled_from(list(LegMove)), max_size=30))
def test_no_walk_confirms_a_leg_that_was_not_signed_just_before(moves: list[LegMove]) -> None:
    status, signed = S.DRAFT, False
    for move in moves:
        try:
            status = after(status, move)
        except IllegalMove:
            continue
        signed = signed or move is LegMove.SIGN
        if move is LegMove.OUTDATE:
            signed = False
        assert status not in {S.AWAITING_PAYMENT, S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED} or signed


@given(st.lists(st.sampled_from(list(LegStatus)), min_size=1, max_size=6))
def test_a_group_is_never_ahead_of_its_hindmost_living_leg(statuses: list[LegStatus]) -> None:
    living = [status for status in statuses if status is not S.CANCELLED]
    whole = group_status(statuses)
    if not living:
        assert whole is S.CANCELLED
    elif S.FAILED in living:
        assert whole is S.FAILED
    elif BEFORE_CONFIRMATION.intersection(living):
        assert whole is min(living, key=ORDER.index)
    elif S.IN_PROGRESS in living:
        assert whole is S.IN_PROGRESS
    else:
        assert whole is min(living, key=ORDER.index)


@pytest.mark.parametrize(
    ("legs", "whole"),
    [
        ([S.AWAITING_PAYMENT, S.AWAITING_DOCS], S.AWAITING_DOCS),
        ([S.CONFIRMED, S.CONFIRMED], S.CONFIRMED),
        ([S.CONFIRMED, S.IN_PROGRESS], S.IN_PROGRESS),
        ([S.COMPLETED, S.IN_PROGRESS], S.IN_PROGRESS),
        ([S.COMPLETED, S.COMPLETED], S.COMPLETED),
        ([S.CANCELLED, S.CONFIRMED], S.CONFIRMED),
        ([S.CANCELLED, S.CANCELLED], S.CANCELLED),
        ([], S.CANCELLED),
    ],
)
def test_a_group_says_what_its_legs_come_to(legs: list[LegStatus], whole: LegStatus) -> None:
    assert group_status(legs) is whole
