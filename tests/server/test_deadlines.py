"""Work that takes too long is ended, by one timer for all of it."""

import asyncio

import pytest

from server.deadlines import Deadlines

LONG, SHORT = 60.0, 0.01


async def forever() -> None:
    await asyncio.Event().wait()


async def test_work_that_ends_in_time_is_left_alone() -> None:
    with Deadlines(LONG).one():
        await asyncio.sleep(0)


async def test_work_that_takes_too_long_is_ended_with_a_timeout() -> None:
    with pytest.raises(TimeoutError), Deadlines(SHORT).one():
        await forever()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_each_is_ended_at_its_own_time_also_after_others_ended() -> None:
    deadlines = Deadlines(SHORT)

    async def work() -> str:
        try:
            with deadlines.one():
                await forever()
        except TimeoutError:
            return "too long"
        return "never"

    for _ in range(2):
        first = asyncio.create_task(work())
        await asyncio.sleep(0)
        with deadlines.one():
            pass
        assert set(await asyncio.gather(first, work())) == {"too long"}


async def test_whoever_is_cancelled_is_cancelled_and_not_too_late() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        with Deadlines(LONG).one():
            begun.set()
            await forever()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_whoever_is_cancelled_while_its_time_is_over_stays_cancelled() -> None:
    async def work() -> None:
        with Deadlines(0).one():
            await forever()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    # The timer is due in the same turn.
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_an_error_of_the_work_is_its_own() -> None:
    with pytest.raises(LookupError), Deadlines(LONG).one():
        raise LookupError("nothing there")
