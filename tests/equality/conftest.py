"""The town that documents are asked about, and the comparison that counts what came of them."""

import pytest

from tests.equality.comparing import Comparison
from tests.equality.town import settle
from tests.world import World


@pytest.fixture
async def comparison(api: World) -> Comparison:
    return Comparison(await settle(api))
