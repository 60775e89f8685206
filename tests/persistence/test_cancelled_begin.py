"""Whoever is cancelled while a transaction begins leaves none behind for the next one on that connection."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.database import open_database
from persistence.driver import fetch_on

OPEN = text(
    "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in tr%'"
)


async def touch(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await fetch_on(connection, "select 1", [])


@pytest.mark.parametrize("turns", range(1, 40, 3))
async def test_a_begin_cut_off_half_way_is_not_inherited(database_url: str, turns: int) -> None:
    engine, beside = open_database(database_url, pool_size=1), open_database(database_url, pool_size=1)
    try:
        await touch(engine)
        cut = asyncio.create_task(touch(engine))
        for _ in range(turns):
            await asyncio.sleep(0)
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        await touch(engine)
        async with beside.connect() as connection:
            assert await connection.scalar(OPEN) == 0
    finally:
        await engine.dispose()
        await beside.dispose()
