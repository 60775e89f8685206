"""The tables of conversation states, mirrored: every pair is in the table or refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict
from domain.threads.states import (
    GATE_MOVES,
    MOVES,
    DeliveryState,
    GateMove,
    RequestStatus,
    ThreadMove,
    ThreadStatus,
    delivery_state,
    gate_after,
    status_after,
)


@pytest.mark.parametrize(("status", "move"), list(product(ThreadStatus, ThreadMove)))
def test_a_thread_moves_as_the_table_says_or_not_at_all(status: ThreadStatus, move: ThreadMove) -> None:
    if (status, move) in MOVES:
        assert status_after(status, move) == MOVES[status, move]
    else:
        with pytest.raises(Conflict):
            status_after(status, move)


@pytest.mark.parametrize(("status", "move"), list(product(RequestStatus, GateMove)))
def test_a_request_moves_as_the_table_says_or_not_at_all(status: RequestStatus, move: GateMove) -> None:
    if (status, move) in GATE_MOVES:
        assert gate_after(status, move) == GATE_MOVES[status, move]
    else:
        with pytest.raises(Conflict):
            gate_after(status, move)


def test_nothing_leads_out_of_a_lock() -> None:
    assert not [pair for pair in MOVES if pair[0] == ThreadStatus.LOCKED]


def test_writing_never_undoes_a_confirmation() -> None:
    for status in (ThreadStatus.CONFIRMED, ThreadStatus.COMPLETED, ThreadStatus.DISPUTED):
        assert {status_after(status, ThreadMove.ASK), status_after(status, ThreadMove.ANSWER)} == {status}


marks = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4)


@given(st.integers(1, 9), marks)
def test_a_message_is_as_far_as_the_last_of_the_others(seq: int, others: list[tuple[int, int]]) -> None:
    state = delivery_state(seq, others)
    assert (state == DeliveryState.READ) == (min(read for read, _ in others) >= seq)
    assert (state == DeliveryState.SENT) == (min(max(mark) for mark in others) < seq)


@given(st.integers(1, 8), marks)
def test_an_older_message_is_never_behind_a_newer_one(seq: int, others: list[tuple[int, int]]) -> None:
    order = list(DeliveryState)
    assert order.index(delivery_state(seq, others)) >= order.index(delivery_state(seq + 1, others))


def test_a_message_to_nobody_stays_sent() -> None:
    assert delivery_state(1, []) == DeliveryState.SENT
