"""What comes from one peer waits for its reader, in order, whatever becomes of the reading."""

import asyncio

import pytest

from server.sockets.frames import Arrivals


async def test_what_came_is_handed_out_in_order_and_then_waited_for() -> None:
    arrivals = Arrivals()
    arrivals.put_nowait("first")
    arrivals.put_nowait("second")
    assert [await arrivals.get(), await arrivals.get()] == ["first", "second"]
    assert arrivals.empty()
    reading = asyncio.create_task(arrivals.get())
    await asyncio.sleep(0)
    arrivals.put_nowait("third")
    assert await reading == "third"


async def test_a_reader_who_was_called_off_takes_nothing_along() -> None:
    arrivals = Arrivals()
    reading = asyncio.create_task(arrivals.get())
    await asyncio.sleep(0)
    reading.cancel()
    arrivals.put_nowait("first")
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert not arrivals.empty()
    assert await arrivals.get() == "first"
