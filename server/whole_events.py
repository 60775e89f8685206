"""Executes the events of subscriptions so that one which has begun is finished, come what may."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from server.compiled.answers import AnsweringExecutor


class WholeEvents(AnsweringExecutor):
    """Cancelled in the middle of an event, the engine would drop resolvers that it has not awaited yet."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        made = super().execute_operation(serially)
        return _finished(made) if self.is_awaitable(made) else made


async def _finished(made: Awaitable[Any]) -> Any:
    task = asyncio.ensure_future(made)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
