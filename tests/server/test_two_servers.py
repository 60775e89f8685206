"""Two server processes on one database are one marketplace, and either may go away."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator

import pytest

from server.processes import STOP_WITHIN_S
from server.settings import Settings
from tests.api.supply import a_live_page
from tests.server.processes import Server, serving
from tests.sockets import Line, line
from tests.world import World

SIGN_UP = """
mutation ($email: String!, $handle: String!) {
  signUp(input: {email: $email, password: "a long enough password", displayName: "Somebody", handle: $handle,
                 is18PlusAttested: true, tosAccepted: true}) { accessToken account { userId } }
}
"""
TALK = """
mutation ($to: ID!, $text: String!) {
  startConversation(toUserId: $to, roleContext: "Model", firstMessage: $text) { threadId }
}
"""
INBOX = "subscription ($after: ID) { inboxEvents(after: $after) { cursor type threadId } }"


@pytest.fixture
async def pair(settings: Settings) -> AsyncIterator[tuple[Server, Server]]:
    async with serving(settings, "first") as first, serving(settings, "second") as second:
        yield first, second


async def join(server: Server, name: str) -> tuple[str, str]:
    data = await server.run(SIGN_UP, {"email": f"{name}@example.com", "handle": name})
    return data["signUp"]["accessToken"], data["signUp"]["account"]["userId"]


async def follow(socket: Line, after: str | None) -> str:
    return await socket.subscribe(INBOX, {"after": after})


async def test_a_follower_loses_nothing_when_its_server_dies(api: World, pair: tuple[Server, Server]) -> None:
    first, second = pair
    model = await api.sign_up()
    await a_live_page(api, model)
    ana, ana_id = model.token, model.user_id
    ben, _ = await join(second, "ben_two")
    async with line(first.address, token=ana) as socket:
        operation = await follow(socket, None)
        # Ping and pong: what comes after them has been subscribed before.
        await socket.send({"type": "ping"})
        assert (await socket.receive())["type"] == "pong"
        thread = (await second.run(TALK, {"to": ana_id, "text": "Hello!"}, token=ben))["startConversation"]
        heard = (await socket.next(operation))["inboxEvents"]
        assert heard["threadId"] == thread["threadId"]
        first.child.process.kill()
        await socket.closed()
    cai, _ = await join(second, "cai_two")
    later = (await second.run(TALK, {"to": ana_id, "text": "Hello too!"}, token=cai))["startConversation"]
    async with line(second.address, token=ana) as socket:
        operation = await follow(socket, heard["cursor"])
        missed = (await socket.next(operation))["inboxEvents"]
    assert missed["threadId"] == later["threadId"]
    assert missed["cursor"] != heard["cursor"]


async def test_a_server_told_to_stop_says_goodbye_and_is_gone_in_time(pair: tuple[Server, Server]) -> None:
    first, second = pair
    token, _ = await join(first, "eve_two")
    async with line(first.address, token=token) as socket:
        await follow(socket, None)
        begun = time.monotonic()
        first.child.process.send_signal(signal.SIGTERM)
        assert await socket.closed() == 1012
        async with asyncio.timeout(STOP_WITHIN_S):
            code = await first.child.process.wait()
    assert code in {0, -signal.SIGTERM}
    assert time.monotonic() - begun < STOP_WITHIN_S
    assert (await second.get("/readyz")).json()["ready"] is True


async def test_operators_can_see_that_it_lives_is_ready_and_what_it_does(pair: tuple[Server, Server]) -> None:
    first, _ = pair
    assert (await first.get("/healthz")).json() == {"ok": True}
    ready = await first.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "database": True, "migrations": True, "live": True},
    )
    await join(first, "dee_two")
    figures = (await first.get("/metrics")).text
    assert 'rastup_queue{state="queued"}' in figures
    assert "dee_two" not in first.child.log.read_text()
