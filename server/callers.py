"""Work ends when nobody waits for it any more: the caller hung up, or the chosen time is over."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")
# Most answers are there before it would pay to listen for a hang-up.
LISTEN_AFTER_S: Final = 0.05


async def while_wanted(work: Coroutine[Any, Any, T], receive: Receive) -> T:
    """The result of the work. Raises ClientDisconnect, with the work cancelled, when the caller hangs up.

    Cancelling reaches PostgreSQL: the driver asks the server to stop the statement in hand.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait((task,), timeout=LISTEN_AFTER_S)
        if not done:
            await _or_hang_up(task, receive)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


async def _or_hang_up(task: "asyncio.Task[T]", receive: Receive) -> None:
    listening = asyncio.ensure_future(_hang_up(receive))
    try:
        done, _ = await asyncio.wait((task, listening), return_when=asyncio.FIRST_COMPLETED)
        if task not in done:
            raise ClientDisconnect
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
