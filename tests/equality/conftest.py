"""The town that documents are asked about, and the comparison that counts what came of them."""

from collections.abc import AsyncIterator

import pytest

from persistence.lean import LeanPool
from tests.equality.comparing import Comparison
from tests.equality.town import settle
from tests.world import World


@pytest.fixture
async def comparison(api: World) -> AsyncIterator[Comparison]:
    """All readers ask at once over one connection, so most of their statements are run in batches."""
    town = await settle(api)
    town.engine.compiled.pool = narrow = await LeanPool.open(api.process.settings.database_url, size=1)
    yield Comparison(town)
    await narrow.close()
