"""The table of moves, over the whole product."""

from itertools import product

import pytest

from domain.profiles.model import ProfileStatus
from domain.profiles.states import ProfileMove, after

WHERE_A_MOVE_LEADS = {
    ProfileMove.PUBLISH: ProfileStatus.PUBLISHED,
    ProfileMove.UNPUBLISH: ProfileStatus.DRAFT,
}


@pytest.mark.parametrize(("status", "move"), list(product(ProfileStatus, ProfileMove)))
def test_every_move_leads_where_it_says_from_anywhere(status: ProfileStatus, move: ProfileMove) -> None:
    assert after(status, move) is WHERE_A_MOVE_LEADS[move]
