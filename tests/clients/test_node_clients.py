"""Apollo Client, urql, graphql-request and Relay, unchanged, against a real server that is restarted under them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from server.settings import Settings
from tests.api.thread_world import Talkers, talking
from tests.clients.node import MANIFEST, needs_node, player
from tests.sockets import on_a_port
from tests.world import World, open_world

pytestmark = needs_node


@pytest.fixture
async def knowing(settings: Settings) -> AsyncIterator[World]:
    """An application that knows the trusted documents of the client."""
    async with open_world(replace(settings, documents=MANIFEST)) as api:
        yield api


@pytest.mark.parametrize("library", ["apollo", "urql", "request", "relay"])
async def test_a_library_asks_changes_is_refused_and_misses_nothing_live(
    knowing: World, library: str
) -> None:
    two = await talking(knowing)
    async with AsyncExitStack() as stack:
        async with on_a_port(knowing) as address:
            script = await stack.enter_async_context(player(library, stage(address, two)))
            assert await script.says() == {"following": True}
            await two.say(two.seller, "one")
            assert await script.says() == {"heard": "one"}
        # The server is gone, the world goes on.
        await two.say(two.seller, "two")
        async with on_a_port(knowing, port=int(address.rpartition(":")[2])):
            assert await script.says() == {"heard": "two"}
            await two.say(two.seller, "three")
            assert await script.says() == {"heard": "three"}
            assert await script.says() == {
                "did": {
                    "whoAmI": two.buyer.user_id,
                    "whoAmIOverTheSocket": two.buyer.user_id,
                    "said": "hello",
                    "refusal": "THREAD_NOT_MEMBER",
                },
                "heard": ["one", "two", "three"],
            }


def stage(address: str, two: Talkers) -> dict[str, str]:
    return {
        "url": f"http://{address}/graphql",
        "live": f"ws://{address}/graphql",
        "token": two.buyer.token,
        "threadId": two.thread_id,
    }
