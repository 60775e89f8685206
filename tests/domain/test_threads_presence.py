"""Presence that lapses by itself, told by a clock that the test holds."""

from datetime import timedelta

from domain.ids import ThreadId
from domain.threads.presence import ONLINE_S, TYPING_S, Board, Presence
from tests.domain.thread_builders import BUYER, NOW, SELLER, THREAD


def test_somebody_is_here_until_their_beat_is_missing() -> None:
    board = Board()
    board.here(BUYER, 100.0, NOW)
    assert board.state(THREAD, BUYER, 100.0) == Presence(True, False, NOW, ONLINE_S)
    assert board.state(THREAD, BUYER, 100.0 + ONLINE_S - 1).online
    assert board.state(THREAD, BUYER, 100.0 + ONLINE_S) == Presence(False, False, NOW, 0.0)


def test_a_beat_renews() -> None:
    board = Board()
    board.here(BUYER, 0.0, NOW)
    board.here(BUYER, 50.0, NOW)
    assert board.state(THREAD, BUYER, ONLINE_S + 40.0).online


def test_typing_fades_before_presence_does_and_only_where_it_was() -> None:
    board = Board()
    board.here(BUYER, 0.0, NOW)
    board.typing(THREAD, BUYER, 0.0)
    assert board.state(THREAD, BUYER, 0.0).typing
    assert board.state(THREAD, BUYER, 0.0).lapses_in_s == TYPING_S
    assert not board.state(ThreadId("thr_2"), BUYER, 0.0).typing
    assert board.state(THREAD, BUYER, TYPING_S).looks_like(Presence(online=True))


def test_who_leaves_types_nowhere() -> None:
    board = Board()
    board.here(BUYER, 0.0, NOW)
    board.typing(THREAD, BUYER, 0.0)
    board.gone(BUYER, NOW + timedelta(seconds=1))
    assert board.state(THREAD, BUYER, 1.0) == Presence(False, False, NOW + timedelta(seconds=1), 0.0)


def test_who_stops_has_stopped() -> None:
    board = Board()
    board.typing(THREAD, BUYER, 0.0)
    board.stopped(THREAD, BUYER)
    assert not board.state(THREAD, BUYER, 0.0).typing


def test_the_next_lapse_is_the_earliest_of_all() -> None:
    board = Board()
    assert board.next_lapse_in(THREAD, [BUYER, SELLER], 0.0) is None
    board.here(BUYER, 0.0, NOW)
    board.typing(THREAD, SELLER, 5.0)
    assert board.next_lapse_in(THREAD, [BUYER, SELLER], 5.0) == TYPING_S
    assert board.next_lapse_in(THREAD, [BUYER], 5.0) == ONLINE_S - 5.0
