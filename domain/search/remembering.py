"""Which searches are remembered, so that they can be suggested to others."""

from datetime import date, datetime, timedelta
from typing import Final

from domain.ports import Units
from domain.search.memory import Memory

REMEMBERED_DAYS: Final = 30


def popular_since(now: datetime) -> date:
    return (now - timedelta(days=REMEMBERED_DAYS)).date()


async def count_asked(units: Units, memory: Memory) -> None:
    """Write down what was searched for since the last time, in one statement."""
    asked = memory.take_asked()
    if asked:
        async with units() as uow:
            await uow.search_sources.asked(asked)
