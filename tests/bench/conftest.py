"""A small generated marketplace, made once for these tests."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from bench.data.database import today
from bench.data.filling import fill
from bench.data.sizes import TINY
from persistence.database import open_database
from tests.database import drop, named, server_url, worker_database


@pytest.fixture(scope="package")
def market_url() -> Iterator[str]:
    url = server_url()
    name = worker_database(url)
    asyncio.run(_fill(named(url, name)))
    yield named(url, name)
    asyncio.run(drop(url, name))


async def _fill(url: str) -> None:
    engine, connection = open_database(url, pool_size=1), await asyncpg.connect(url)
    try:
        await fill(connection, engine, TINY, today())
    finally:
        await connection.close()
        await engine.dispose()
