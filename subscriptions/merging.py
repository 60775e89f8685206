"""Several sources of events as one, in the order they come."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, TypeVar

T = TypeVar("T")


async def merged(*sources: AsyncGenerator[T, None]) -> AsyncIterator[T]:
    """Everything from every source until one of them ends or fails; a slow reader holds all of them back."""
    handed: asyncio.Queue[T] = asyncio.Queue(maxsize=1)
    pumps = {asyncio.create_task(_pump(source, handed)) for source in sources}
    getting: asyncio.Task[T] | None = None
    try:
        while True:
            getting = getting or asyncio.create_task(handed.get())
            done, _ = await asyncio.wait({getting, *pumps}, return_when=asyncio.FIRST_COMPLETED)
            if getting in done:
                item, getting = getting.result(), None
                yield item
                continue
            for ended in done:
                ended.result()
            return
    finally:
        everything: list[asyncio.Task[Any]] = [*pumps, *([getting] if getting else [])]
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)


async def _pump(source: AsyncGenerator[T, None], handed: "asyncio.Queue[T]") -> None:
    async with aclosing(source):
        async for item in source:
            await handed.put(item)
