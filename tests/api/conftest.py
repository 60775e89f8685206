"""Where most flows begin: a shop with something to book, and the processor that it is paid through."""

import pytest

from tests.api.checkout_world import Shop
from tests.api.processor import Processor
from tests.world import World


@pytest.fixture
async def shop(api: World) -> Shop:
    return await Shop(api).open()


@pytest.fixture
def processor(shop: Shop) -> Processor:
    return Processor(shop.api)
