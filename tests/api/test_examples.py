"""The examples are one story: played in order on a freshly seeded server, each does what it says."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from server.seed.people import DEMO_PASSWORD, demo_email
from server.settings import Settings
from tests.city import seed_hamlet
from tests.examples import Example, Story, examples
from tests.sockets import line, on_a_port
from tests.world import World, open_world

SESSION = "{ accessToken refreshToken }"
SIGN_IN = f"mutation ($e: String!, $p: String!) {{ session: signIn(email: $e, password: $p) {SESSION} }}"
REFRESH = f"mutation ($t: String!) {{ session: refreshSession(refreshToken: $t) {SESSION} }}"


@pytest.fixture
async def hamlet(settings: Settings) -> AsyncIterator[World]:
    await seed_hamlet(settings)
    async with open_world(settings) as world:
        yield world


class Stage:
    """Plays the examples; what a subscription hears is looked at after the step that follows it."""

    def __init__(self, api: World, address: str) -> None:
        self._api, self._address = api, address
        self._story = Story()
        self._refresh_tokens: dict[str, str] = {}

    async def play(self, steps: list[Example]) -> None:
        listening = AsyncExitStack()
        heard: tuple[Any, str] | None = None
        async with listening:
            for step in steps:
                if step.is_subscription:
                    heard = await self._listen(step, listening)
                    continue
                await self._run(step)
                await self._api.drain()
                if heard is not None:
                    socket, operation = heard
                    assert await socket.next(operation), step.name
                    heard = None

    async def _run(self, step: Example) -> None:
        answer = await self._api.run(step.document, self._variables(step), token=await self._token(step))
        assert answer.code == step.refused, (step.name, answer.errors)
        if step.refused is None:
            self._story.remember(step, answer.data)

    async def _listen(self, step: Example, listening: AsyncExitStack) -> tuple[Any, str]:
        socket = await listening.enter_async_context(line(self._address, token=await self._token(step)))
        return socket, await socket.subscribe(step.document, self._variables(step))

    def _variables(self, step: Example) -> Any:
        return self._story.filled(dict(step.variables), self._api.process.kernel.clock.now())

    async def _token(self, step: Example) -> str | None:
        """Signed in once, refreshed ever after: signing in is rationed, and the clock moves on the way."""
        if step.person is None:
            return None
        token = self._refresh_tokens.get(step.person)
        sign_in = {"e": demo_email(step.person), "p": DEMO_PASSWORD}
        answer = (
            await self._api.run(REFRESH, {"t": token}) if token else await self._api.run(SIGN_IN, sign_in)
        )
        session = answer.data["session"]
        self._refresh_tokens[step.person] = session["refreshToken"]
        return str(session["accessToken"])


async def test_the_examples_play_in_order(hamlet: World) -> None:
    async with on_a_port(hamlet) as address:
        await Stage(hamlet, address).play(examples())


def test_every_example_says_what_it_shows_and_runs_one_operation() -> None:
    found = examples()
    assert len({example.name for example in found}) == len(found) > 20
    for example in found:
        assert example.what, example.name
        assert example.document.endswith("}\n"), example.name
