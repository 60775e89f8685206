"""Which searches are remembered, so that they can be suggested to others."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from domain.ports import Services, UnitOfWork
from domain.search.model import Surface
from domain.search.query import Query

ASKED_JOB: Final = "search.asked"
REMEMBERED_DAYS: Final = 30


def popular_since(now: datetime) -> date:
    return (now - timedelta(days=REMEMBERED_DAYS)).date()


async def remember(uow: UnitOfWork, query: Query) -> None:
    """Count a search that found something; later, so that searches do not queue for one row."""
    asked = {
        "scope": query.surface.value,
        "city": query.city.code,
        "text": " ".join(query.words),
        "on": uow.now.date().isoformat(),
    }
    await uow.enqueue(ASKED_JOB, asked)


async def count_asked(services: Services, payload: Mapping[str, Any]) -> None:
    """Run twice it counts twice: which searches are popular does not hang on one."""
    async with services.units() as uow:
        await uow.search_sources.asked(
            Surface(payload["scope"]), payload["city"], payload["text"], date.fromisoformat(payload["on"])
        )
