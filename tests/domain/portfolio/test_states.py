"""The table of moves, over the whole product."""

from itertools import product

import pytest

from domain.errors import Invalid
from domain.portfolio.model import ItemStatus as S
from domain.portfolio.states import MOVES, ItemMove, after

ALLOWED = {
    ItemMove.PUBLISH: {S.DRAFT, S.PENDING, S.PUBLISHED, S.ARCHIVED},
    ItemMove.HOLD: {S.DRAFT, S.PENDING, S.PUBLISHED, S.ARCHIVED},
    ItemMove.ARCHIVE: {S.DRAFT, S.PENDING, S.PUBLISHED, S.ARCHIVED},
    ItemMove.BLOCK: {S.DRAFT, S.PENDING, S.PUBLISHED, S.ARCHIVED},
    ItemMove.RESTORE: {S.BLOCKED},
}


@pytest.mark.parametrize(("status", "move"), list(product(S, ItemMove)))
def test_a_move_is_either_in_the_table_or_refused(status: S, move: ItemMove) -> None:
    if status in ALLOWED[move]:
        assert after(status, move) is MOVES[status, move]
    else:
        with pytest.raises(Invalid) as refusal:
            after(status, move)
        assert refusal.value.code == "VALIDATION_FAILED"


@pytest.mark.parametrize("move", [ItemMove.PUBLISH, ItemMove.HOLD, ItemMove.ARCHIVE])
def test_an_owner_cannot_move_what_staff_blocked(move: ItemMove) -> None:
    with pytest.raises(Invalid):
        after(S.BLOCKED, move)


def test_what_is_live_stays_live_while_a_new_picture_is_checked() -> None:
    assert after(S.PUBLISHED, ItemMove.HOLD) is S.PUBLISHED


def test_nothing_goes_live_by_being_restored() -> None:
    assert after(S.BLOCKED, ItemMove.RESTORE) is S.DRAFT
