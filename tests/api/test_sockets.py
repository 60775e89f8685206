"""graphql-transport-ws by hand: what is wrong is closed with its code, one bad operation spares the others."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.sockets.protocol import OPERATIONS_MOST, Patience
from server.sockets.registry import SOCKETS_PER_CALLER
from tests.sockets import line, on_a_port
from tests.world import World

ME = "{ me { userId } }"


@pytest.fixture
async def address(api: World) -> AsyncIterator[str]:
    async with on_a_port(api) as found:
        yield found


async def test_a_query_is_answered_and_completed(api: World, address: str) -> None:
    person = await api.sign_up()
    async with line(address, token=person.token) as socket:
        operation = await socket.subscribe(ME)
        assert await socket.next(operation) == {"me": {"userId": person.user_id}}
        assert await socket.receive() == {"type": "complete", "id": operation}


async def test_an_init_without_payload_makes_a_guest(address: str) -> None:
    async with line(address) as socket:
        operation = await socket.subscribe(ME)
        assert await socket.next(operation) == {"me": None}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("not json", 4400),
        ("[]", 4400),
        ('{"type": 7}', 4400),
        ({"type": "what"}, 4400),
        ({"type": "connection_init", "payload": "text"}, 4400),
        ({"type": "connection_init", "payload": {"authorization": 7}}, 4400),
        ({"type": "connection_init", "payload": {"authorization": "Bearer x"}}, 4403),
        ({"type": "subscribe", "id": "1", "payload": {"query": ME}}, 4401),
    ],
)
async def test_what_is_wrong_before_init_closes_with_its_code(address: str, message: Any, code: int) -> None:
    async with line(address, init=False) as socket:
        await socket.send(message)
        assert await socket.closed() == code


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "connection_init"}, 4429),
        ({"type": "subscribe", "id": 7, "payload": {"query": ME}}, 4400),
        ({"type": "subscribe", "id": "", "payload": {"query": ME}}, 4400),
        ({"type": "subscribe", "id": "1", "payload": None}, 4400),
        ({"type": "subscribe", "id": "1", "payload": {"query": 7}}, 4400),
        ({"type": "subscribe", "id": "1", "payload": {"query": ME, "variables": []}}, 4400),
        ({"type": "ping", "payload": "text"}, 4400),
    ],
)
async def test_what_is_wrong_after_init_closes_with_its_code(address: str, message: Any, code: int) -> None:
    async with line(address) as socket:
        await socket.send(message)
        assert await socket.closed() == code


async def test_a_bad_operation_is_an_error_of_its_own_and_the_others_live_on(address: str) -> None:
    async with line(address) as socket:
        bad = await socket.subscribe("{ nothing }")
        message = await socket.receive()
        assert (message["type"], message["id"]) == ("error", bad)
        assert message["payload"][0]["extensions"]["code"] == "VALIDATION_FAILED"
        good = await socket.subscribe(ME)
        assert await socket.next(good) == {"me": None}


async def test_a_pong_carries_the_payload_of_its_ping(address: str) -> None:
    async with line(address) as socket:
        await socket.send({"type": "ping", "payload": {"n": 1}})
        assert await socket.receive() == {"type": "pong", "payload": {"n": 1}}


async def test_a_token_that_runs_out_closes_the_socket_with_its_code(api: World, address: str) -> None:
    person = await api.sign_up()
    async with line(address, token=person.token) as socket:
        await api.advance(seconds=16 * 60)
        assert await socket.closed() == 4401


async def test_a_session_that_was_ended_ends_its_sockets(api: World, address: str) -> None:
    person = await api.sign_up()
    async with line(address, token=person.token) as socket:
        assert (await api.run("mutation { signOut }", token=person.token)).data
        assert await socket.closed() == 4403


async def test_a_new_token_handed_over_in_a_ping_keeps_the_socket_alive(api: World, address: str) -> None:
    person = await api.sign_up()
    async with line(address, token=person.token) as socket:
        await api.advance(seconds=14 * 60)
        fresh = await api.renewed(person)
        await socket.send({"type": "ping", "payload": {"authorization": f"Bearer {fresh.token}"}})
        assert await socket.receive() == {"type": "pong", "payload": {"renewed": True}}
        await api.advance(seconds=5 * 60)
        await api.app.state.sockets.look()
        operation = await socket.subscribe(ME)
        assert await socket.next(operation) == {"me": {"userId": person.user_id}}


async def test_somebody_elses_token_is_not_taken(api: World, address: str) -> None:
    one, two = await api.sign_up(), await api.sign_up()
    async with line(address, token=one.token) as socket:
        await socket.send({"type": "ping", "payload": {"authorization": two.token}})
        assert await socket.closed() == 4403


async def test_who_never_introduces_himself_is_let_go(api: World) -> None:
    async with on_a_port(api, patience=Patience(init=0.1)) as address, line(address, init=False) as socket:
        assert await socket.closed() == 4408


async def test_a_silent_peer_is_pinged_and_then_let_go(api: World) -> None:
    patience = Patience(silence=0.1, look=0.02)
    async with on_a_port(api, patience=patience) as address, line(address) as socket:
        assert await socket.receive() == {"type": "ping"}
        await socket.send({"type": "pong"})
        assert await socket.receive() == {"type": "ping"}
        assert await socket.closed() == 4408


async def test_a_frame_over_the_limit_is_too_big(address: str) -> None:
    async with line(address) as socket:
        await socket.send('{"type": "ping", "payload": {"a": "' + "x" * 300_000 + '"}}')
        assert await socket.closed() == 1009


async def test_a_caller_has_so_many_sockets_and_no_more(api: World, address: str) -> None:
    person = await api.sign_up()
    async with AsyncExitStack() as stack:
        for _ in range(SOCKETS_PER_CALLER):
            await stack.enter_async_context(line(address, token=person.token))
        async with line(address, init=False) as one_more:
            await one_more.send({"type": "connection_init", "payload": {"authorization": person.token}})
            assert await one_more.closed() == 1013
    async with line(address, token=person.token) as again:
        operation = await again.subscribe(ME)
        assert await again.next(operation)


async def test_one_socket_runs_so_many_operations_and_no_more(api: World, address: str) -> None:
    person = await api.sign_up()
    async with line(address, token=person.token) as socket:
        for _ in range(OPERATIONS_MOST):
            await socket.subscribe("subscription { inboxEvents { at } }")
        refused = await socket.subscribe(ME)
        message = await socket.receive()
        assert (message["type"], message["id"]) == ("error", refused)
        assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_a_shutdown_is_said_with_its_code(api: World, address: str) -> None:
    async with line(address) as socket:
        await api.app.state.sockets.shut()
        assert await socket.closed() == 1012


async def test_foreign_origins_and_other_protocols_are_refused_at_the_handshake(address: str) -> None:
    for headers, protocols in (
        ({"origin": "https://evil.example"}, ["graphql-transport-ws"]),
        ({}, ["graphql-ws"]),
    ):
        with pytest.raises(InvalidStatus):
            await connect(f"ws://{address}/graphql", additional_headers=headers, subprotocols=protocols)  # type: ignore[arg-type]
