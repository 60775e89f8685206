"""The lean pool: connections are lent without a word, shared fairly, and whatever happens to them is mended."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from persistence.lean import LeanPool, writing

PID = "select pg_backend_pid()"
# Waits in PostgreSQL until the advisory lock is free.
WAITING = "select pg_advisory_lock(4242), pg_advisory_unlock(4242)"
QUEUED = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[LeanPool]:
    opened = await LeanPool.open(database_url, size=2)
    yield opened
    await opened.close()


@pytest.fixture
async def beside(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


async def test_one_after_the_other_is_served_by_one_connection(pool: LeanPool) -> None:
    assert len({await pool.value(PID, ()) for _ in range(5)}) == 1


async def test_many_at_once_share_as_many_as_there_may_be(pool: LeanPool) -> None:
    found = await asyncio.gather(*(pool.value(PID, ()) for _ in range(20)))
    assert len(set(found)) == 2


async def test_a_connection_that_was_cut_is_replaced(
    pool: LeanPool, beside: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    lost = await pool.value(PID, ())
    await beside.execute("select pg_terminate_backend($1)", lost)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
        await pool.value(PID, ())
    assert await pool.value(PID, ()) != lost


async def test_whoever_is_cancelled_leaves_the_connection_to_the_next(
    database_url: str, beside: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await LeanPool.open(database_url, size=1)
    try:
        await beside.execute("select pg_advisory_lock(4242)")
        cut = asyncio.create_task(pool.value(WAITING, ()))
        next_one = asyncio.create_task(pool.value("select 7", ()))
        while not await beside.fetchval(QUEUED):  # noqa: ASYNC110 - asking is how time passes
            await asyncio.sleep(0)
        cut.cancel()
        assert await next_one == 7
        assert cut.cancelled()
    finally:
        await pool.close()


async def test_whoever_gives_up_waiting_does_not_take_a_connection_along(
    database_url: str, beside: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await LeanPool.open(database_url, size=1)
    try:
        await beside.execute("select pg_advisory_lock(4242)")
        busy = asyncio.create_task(pool.value(WAITING, ()))
        await asyncio.sleep(0)
        tired = asyncio.create_task(pool.value("select 1", ()))
        await asyncio.sleep(0)
        tired.cancel()
        await beside.execute("select pg_advisory_unlock(4242)")
        await asyncio.gather(busy, tired, return_exceptions=True)
        assert await pool.value("select 2", ()) == 2
    finally:
        await pool.close()


async def test_a_connection_is_free_again_after_a_statement_that_nobody_wants_any_more(
    database_url: str, beside: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await LeanPool.open(database_url, size=1)
    try:
        await beside.execute("select pg_advisory_lock(4242)")

        async def first() -> None:
            await pool.value(WAITING, ())
            # The next one is on its way by now.
            tired.cancel()

        busy = asyncio.create_task(first())
        await asyncio.sleep(0)
        tired = asyncio.create_task(pool.value("select 1", ()))
        patient = asyncio.create_task(pool.value(PID, ()))
        await asyncio.sleep(0)
        await beside.execute("select pg_advisory_unlock(4242)")
        await asyncio.gather(busy, tired, return_exceptions=True)
        assert tired.cancelled()
        assert await patient == await pool.value(PID, ())
    finally:
        await pool.close()


async def test_a_statement_that_cannot_be_sent_is_refused_to_whoever_waited_for_it(pool: LeanPool) -> None:
    many = [pool.value("select $1::int", ("no number",)) for _ in range(5)]
    refused = await asyncio.gather(*many, return_exceptions=True)
    assert [type(one) for one in refused] == [asyncpg.DataError] * 5
    assert await pool.value("select 2", ()) == 2


async def test_a_statement_whose_table_changed_is_prepared_anew(
    pool: LeanPool, beside: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await beside.execute("create schema aside; create table aside.shape as select 1 as one")
    try:
        assert [tuple(row) for row in await pool.rows("select * from aside.shape", ())] == [(1,)]
        await beside.execute("alter table aside.shape add two text default 'b'")
        assert [tuple(row) for row in await pool.rows("select * from aside.shape", ())] == [(1, "b")]
    finally:
        await beside.execute("drop schema aside cascade")


async def test_nothing_is_written_by_a_pool_for_reading(pool: LeanPool, database_url: str) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await pool.rows("create table never ()", ())
    writes = await LeanPool.open(database_url, size=1, settings=writing(durable=True))
    assert await writes.value("show synchronous_commit", ()) == "on"
    await writes.close()


async def test_nobody_waits_for_a_pool_that_was_closed(database_url: str) -> None:
    pool = await LeanPool.open(database_url, size=1)
    await pool.close()
    with pytest.raises(asyncpg.InterfaceError):
        await pool.value(PID, ())
