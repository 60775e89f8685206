"""Work ends when nobody waits for it any more: the caller hung up, or the chosen time is over."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")
# Most answers are there before it would pay to listen for a hang-up.
LISTEN_AFTER_S: Final = 0.05

# Has somebody told of the hang-up; answers how to stop.
HangUp: TypeAlias = Callable[[Callable[[], None]], Callable[[], None]]


async def while_wanted(work: Coroutine[Any, Any, T], hang_up: HangUp) -> T:
    """The result of the work. Raises ClientDisconnect, with the work cancelled, when the caller hangs up.

    Cancelling reaches PostgreSQL: the driver asks the server to stop the statement in hand.
    """
    worker = asyncio.current_task()
    if worker is None:
        raise RuntimeError("somebody waits only for a task")
    has_hung_up = False

    def cut() -> None:
        nonlocal has_hung_up
        has_hung_up = True
        worker.cancel()

    stop = hang_up(cut)
    try:
        return await work
    except asyncio.CancelledError:
        if has_hung_up and worker.uncancel() == 0:
            raise ClientDisconnect from None
        raise
    finally:
        stop()


def heard_by(receive: Receive) -> HangUp:
    """The hang-up as ASGI tells it: listened for once the work has taken a while."""

    def listen(cut: Callable[[], None]) -> Callable[[], None]:
        listening: asyncio.Task[None] | None = None

        async def heard() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            cut()

        def begin() -> None:
            nonlocal listening
            listening = asyncio.ensure_future(heard())

        timer = asyncio.get_running_loop().call_later(LISTEN_AFTER_S, begin)

        def stop() -> None:
            timer.cancel()
            if listening is not None:
                listening.cancel()

        return stop

    return listen
