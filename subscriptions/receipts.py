"""That messages reached people: gathered in a process, and noted together."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

import structlog

from domain.ids import UserId
from domain.threads.model import Delivery

log = structlog.get_logger()
# A receipt waits this long, so that in a lively conversation one speaks for several.
RECEIPT_WAIT_S: Final = 0.1
NOTED_TOGETHER: Final = 100

Note = Callable[[Sequence[Delivery]], Awaitable[None]]


class Receipts:
    """The newest delivery of a topic to a person speaks for those before it."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._waiting: dict[tuple[str, str, UserId], Delivery] = {}
        self._in_hand: Collection[Delivery] = ()
        self._hurried = asyncio.Event()
        self._noting: asyncio.Task[None] | None = None

    def take(self, topic: str, handed: Delivery) -> None:
        # By topic as well: two of them may tell the same messages, and one of the two be behind.
        self._waiting[topic, handed.thread_id, handed.user_id] = handed
        self._begin()

    async def settle(self, user_id: UserId) -> None:
        """Somebody has left: what is to be noted of them is noted without waiting."""
        while self._noting is not None and self._holds(user_id):
            self._hurried.set()
            await asyncio.wait({self._noting})

    def _holds(self, user_id: UserId) -> bool:
        return any(one.user_id == user_id for one in (*self._in_hand, *self._waiting.values()))

    def _begin(self) -> None:
        if self._waiting and self._noting is None:
            self._noting = asyncio.create_task(self._note_soon(), name="live-receipts")

    async def _note_soon(self) -> None:
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurried.wait(), RECEIPT_WAIT_S)
            self._hurried.clear()
            self._in_hand, self._waiting = list(self._waiting.values()), {}
            await self._note_all(self._in_hand)
        finally:
            self._in_hand, self._noting = (), None
            self._begin()

    async def _note_all(self, handed: Sequence[Delivery]) -> None:
        for start in range(0, len(handed), NOTED_TOGETHER):
            try:
                await self._note(handed[start : start + NOTED_TOGETHER])
            except Exception as error:  # noqa: BLE001 - what arrives next is noted for these as well
                log.warning("live.receipts_lost", error=type(error).__name__)
