"""Work ends when nobody waits for it any more: the caller hung up, or the chosen time is over."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")
# Most answers are there before it would pay to listen for a hang-up.
LISTEN_AFTER_S: Final = 0.05


async def while_wanted(work: Callable[[], Awaitable[T]], receive: Receive) -> T:
    """The result of the work. Raises ClientDisconnect, with the work cancelled, when the caller hangs up.

    Cancelling reaches PostgreSQL: the driver asks the server to stop the statement in hand.
    """
    watch = _Watch(receive)
    try:
        return await work()
    except asyncio.CancelledError:
        if watch.hung_up and watch.worker.uncancel() == 0:
            raise ClientDisconnect from None
        raise
    finally:
        watch.stop()


class _Watch:
    """Listens for the hang-up, once the work in this task has taken a while, and cancels it then."""

    def __init__(self, receive: Receive) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("somebody waits only for a task")
        self.worker = task
        self.hung_up = False
        self._receive = receive
        self._listening: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(LISTEN_AFTER_S, self._begin)

    def _begin(self) -> None:
        self._listening = asyncio.ensure_future(self._listen())

    async def _listen(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.hung_up = True
        self.worker.cancel()

    def stop(self) -> None:
        self._timer.cancel()
        if self._listening is not None:
            self._listening.cancel()
