"""Coroutines that have taken their first step."""

import asyncio

import pytest

from persistence.started import Started


async def test_its_first_step_is_taken_before_anybody_awaits_it() -> None:
    steps = []

    async def work() -> str:
        steps.append("begun")
        await asyncio.sleep(0)
        steps.append("ended")
        return "done"

    started = Started(work())
    assert steps == ["begun"]
    assert await started == "done"
    assert steps == ["begun", "ended"]


async def test_one_that_never_waits_has_its_result() -> None:
    async def work() -> int:
        return 7

    assert await Started(work()) == 7


@pytest.mark.parametrize("waits", [False, True])
async def test_what_it_raises_is_raised_where_it_is_awaited(waits: bool) -> None:
    async def work() -> None:
        if waits:
            await asyncio.sleep(0)
        raise LookupError("nothing there")

    started = Started(work())
    with pytest.raises(LookupError):
        await started


async def test_cancelling_whoever_awaits_it_cancels_it() -> None:
    told = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.set()
            raise

    async def awaiting(started: Started[None]) -> None:
        await started

    task = asyncio.create_task(awaiting(Started(work())))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.is_set()
