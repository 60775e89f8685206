from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bookings.attempts import LIVE, MOVES, RUNNING, SETTLED, AttemptMove, AttemptStatus, Method
from domain.errors import Conflict
from domain.money import Money
from tests.domain.bookings.build import NOW, an_attempt


@pytest.mark.parametrize(("status", "move"), list(product(AttemptStatus, AttemptMove)))
def test_every_pair_is_in_the_table_or_refused(status: AttemptStatus, move: AttemptMove) -> None:
    attempt = an_attempt(status)
    if (status, move) in MOVES:
        assert attempt.moved(move, NOW).status is MOVES[status, move]
        return
    with pytest.raises(Conflict) as refused:
        attempt.moved(move, NOW)
    assert refused.value.code == "ORDER_STATE_INVALID"


@given(st.lists(st.sampled_from(list(AttemptMove)), max_size=30))
def test_no_walk_captures_after_letting_go_nor_lets_go_after_capturing(moves: list[AttemptMove]) -> None:
    attempt, seen = an_attempt(AttemptStatus.OPENING), set[AttemptStatus]()
    for move in moves:
        if (attempt.status, move) in MOVES:
            attempt = attempt.moved(move, NOW)
            seen.add(attempt.status)
    assert not {AttemptStatus.CAPTURED, AttemptStatus.RELEASED} <= seen
    if AttemptStatus.CAPTURED in seen:
        assert AttemptStatus.CAPTURING in seen


def test_whoever_may_still_be_captured_counts_as_live() -> None:
    assert RUNNING < LIVE
    assert AttemptStatus.RELEASING not in LIVE
    assert {AttemptStatus.CAPTURED, AttemptStatus.RELEASED} == SETTLED


def test_the_same_step_has_the_same_key_and_no_two_steps_share_one() -> None:
    attempt = an_attempt()
    assert attempt.key("capture") == replace(attempt, status=AttemptStatus.CAPTURING).key("capture")
    assert attempt.key("capture") != attempt.key("authorize")


def test_an_attempt_pays_only_for_what_it_was_opened_for() -> None:
    attempt = an_attempt()
    assert attempt.pays(Money(33_000), Money(0), Method("card"))
    assert not attempt.pays(Money(33_001), Money(0), Method("card"))
    assert not attempt.pays(Money(33_000), Money(1), Method("card"))
    assert not attempt.pays(Money(33_000), Money(0), Method("card", "pm_other"))
