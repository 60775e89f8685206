from itertools import product

import pytest

from domain.docs.states import (
    ENVELOPE_MOVES,
    PACK_MOVES,
    EnvelopeMove,
    EnvelopeStatus,
    PackMove,
    PackStatus,
    envelope_after,
    pack_after,
)
from domain.errors import Conflict


@pytest.mark.parametrize(("status", "move"), list(product(PackStatus, PackMove)))
def test_a_pack_moves_by_its_table_or_not_at_all(status: PackStatus, move: PackMove) -> None:
    if (status, move) in PACK_MOVES:
        assert pack_after(status, move) is PACK_MOVES[status, move]
    else:
        with pytest.raises(Conflict, match=f"{status} cannot {move}"):
            pack_after(status, move)


@pytest.mark.parametrize(("status", "move"), list(product(EnvelopeStatus, EnvelopeMove)))
def test_an_envelope_moves_by_its_table_or_not_at_all(status: EnvelopeStatus, move: EnvelopeMove) -> None:
    if (status, move) in ENVELOPE_MOVES:
        assert envelope_after(status, move) is ENVELOPE_MOVES[status, move]
    else:
        with pytest.raises(Conflict, match=f"{status} cannot {move}"):
            envelope_after(status, move)


def test_nothing_leads_out_of_a_pack_that_is_over() -> None:
    assert not [status for status, _ in PACK_MOVES if status in {PackStatus.VOIDED, PackStatus.SUPERSEDED}]
