"""Idempotency keys that nobody will repeat any more are forgotten, a bounded number at a time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from domain.ports import Handler, Services, UnitOfWork

FORGET_TIMER: Final = "keys.forget"
EVERYBODYS: Final = "everybody"
EVERY: Final = timedelta(days=1)
MOST_AT_ONCE: Final = 5_000


async def begin_forgetting(uow: UnitOfWork) -> None:
    """The timer sets itself again each time; a worker that starts sets it going, however often that is."""
    await uow.schedule(FORGET_TIMER, EVERYBODYS, uow.now)


async def forget(services: Services, payload: Mapping[str, Any]) -> None:
    async with services.units() as uow:
        forgotten = await uow.keys.forget_old(uow.now, most=MOST_AT_ONCE)
        # What is left of a large heap is soon taken, in a transaction of its own.
        pause = EVERY if forgotten < MOST_AT_ONCE else timedelta(seconds=1)
        await uow.schedule(FORGET_TIMER, payload["subject"], uow.now + pause)


JOBS: Final[Mapping[str, Handler]] = {}
TIMERS: Final[Mapping[str, Handler]] = {FORGET_TIMER: forget}
REACTIONS: Final[Mapping[str, tuple[str, ...]]] = {}
