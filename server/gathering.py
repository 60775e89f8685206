"""Counts of searches, gathered in the process and written down now and then: no search is a write."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from domain.ports import Services
from domain.search.remembering import count_asked

EVERY_S: Final = 1.0
log = logging.getLogger(__name__)


@asynccontextmanager
async def gathering(services: Services, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Write what was gathered every second, and once more at the end."""
    ended = asyncio.Event()
    task = asyncio.create_task(_writing(services, ended, every_s), name="gathering")
    try:
        yield
    finally:
        ended.set()
        await task


async def _writing(services: Services, ended: asyncio.Event, every_s: float) -> None:
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), every_s)
        await _write(services)


async def _write(services: Services) -> None:
    """Popularity is no promise: what cannot be written is lost, and searching goes on."""
    try:
        await count_asked(services.units, services.searches)
    except Exception:
        log.exception("searches were not counted")
