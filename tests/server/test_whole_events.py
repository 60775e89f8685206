"""An event of a subscription is answered whole, or not begun."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from graphql import build_schema, parse
from graphql.execution import subscribe

from server.whole_events import WholeEvents

SDL = "type Query { a: Int } type Tick { first: Int second: Int } type Subscription { tick: Tick }"


async def test_a_reader_who_leaves_in_the_middle_leaves_no_resolver_behind() -> None:
    begun, go_on, seen = asyncio.Event(), asyncio.Event(), []

    class Tick:
        async def first(self, _info: Any) -> int:
            begun.set()
            await go_on.wait()
            seen.append("first")
            return 1

        async def second(self, _info: Any) -> int:
            seen.append("second")
            return 2

    async def ticks(_info: Any) -> AsyncIterator[dict[str, Tick]]:
        yield {"tick": Tick()}

    document = parse("subscription { tick { first second } }")
    made = subscribe(build_schema(SDL), document, {"tick": ticks}, executor_class=WholeEvents)
    answers = cast("AsyncIterator[Any]", await made if asyncio.iscoroutine(made) else made)
    reading = asyncio.ensure_future(anext(answers))
    await begun.wait()
    reading.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert sorted(seen) == ["first", "second"]
