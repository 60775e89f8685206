"""gql for Python, unchanged, against a real server that is restarted under it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.api.thread_world import Talkers, talking
from tests.sockets import PATIENCE_S, on_a_port
from tests.world import World

WHO_AM_I = "query WhoAmI { me { userId } }"
SAY = "mutation Say($t: ID!, $text: String!) { sendMessage(threadId: $t, text: $text) { bodyText } }"
FOLLOW = (
    "subscription Follow($t: ID!, $after: ID) {"
    " threadEvents(threadId: $t, after: $after) { cursor type message { bodyText } } }"
)


def over_http(address: str, token: str) -> Client:
    headers = {"authorization": f"Bearer {token}"}
    return Client(transport=HTTPXAsyncTransport(url=f"http://{address}/graphql", headers=headers))


def over_a_socket(address: str, token: str) -> Client:
    payload = {"authorization": f"Bearer {token}"}
    return Client(transport=WebsocketsTransport(url=f"ws://{address}/graphql", init_payload=payload))


@pytest.mark.parametrize("way", [over_http, over_a_socket])
async def test_gql_asks_changes_and_is_refused(api: World, way: Any) -> None:
    two = await talking(api)
    say = gql(SAY)
    async with on_a_port(api) as address, way(address, two.buyer.token) as session:
        assert await session.execute(gql(WHO_AM_I)) == {"me": {"userId": two.buyer.user_id}}
        say.variable_values = {"t": two.thread_id, "text": "hello"}
        assert await session.execute(say) == {"sendMessage": {"bodyText": "hello"}}
        say.variable_values = {"t": "thr_00000000000000000000000000", "text": "anybody?"}
        with pytest.raises(TransportQueryError) as refused:
            await session.execute(say)
        assert refused.value.errors
        assert refused.value.errors[0]["extensions"]["code"] == "THREAD_NOT_MEMBER"


async def test_gql_reads_the_schema_for_its_own_checks(api: World) -> None:
    async with on_a_port(api) as address:
        transport = HTTPXAsyncTransport(url=f"http://{address}/graphql")
        async with Client(transport=transport, fetch_schema_from_transport=True) as session:
            assert session.client.schema is not None
            assert session.client.schema.query_type is not None
            assert "me" in session.client.schema.query_type.fields


async def test_gql_misses_nothing_live_over_a_restart(api: World) -> None:
    two = await talking(api)
    async with asyncio.timeout(3 * PATIENCE_S):
        async with on_a_port(api) as address:
            heard = follow(address, two)
            # The first that one sees is oneself, arriving.
            assert await anext(heard) is None
            await two.say(two.seller, "one")
            assert await said(heard) == "one"
        await two.say(two.seller, "two")
        async with on_a_port(api, port=int(address.rpartition(":")[2])):
            assert await said(heard) == "two"
            await two.say(two.seller, "three")
            assert await said(heard) == "three"
            await heard.aclose()


async def said(heard: AsyncIterator[str | None]) -> str:
    """The next that somebody says."""
    while (text := await anext(heard)) is None:
        pass
    return text


async def follow(address: str, two: Talkers) -> AsyncGenerator[str | None, None]:
    """Everything in the thread, each once and in order, taken up again after the last cursor when cut.

    What somebody says as its text, all else as None.
    """
    after = None
    document = gql(FOLLOW)
    while True:
        document.variable_values = {"t": two.thread_id, "after": after}
        with suppress(TransportError, OSError):
            async with over_a_socket(address, two.buyer.token) as session:
                async for data in session.subscribe(document):
                    event = data["threadEvents"]
                    after = event["cursor"] or after
                    yield event["message"]["bodyText"] if event["type"] == "message.new" else None
        await asyncio.sleep(0.05)
