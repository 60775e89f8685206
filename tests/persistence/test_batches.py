"""Readings of the same text that wait together are one statement; each gets what it would get alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg
import pytest

from persistence.batches import BATCH_MOST, GATHERED_MOST, LOOK_MOST, batch_of
from persistence.lean import LeanPool

# The moment tells statements from each other: within one it does not move.
TOLD = "select array[$1::text, statement_timestamp()::text]"
DIVIDED = "select 12 / $1::int"
# Waits in PostgreSQL until the advisory lock is free.
HELD_UP = "select ($1::int, pg_advisory_lock_shared(4343), pg_advisory_unlock_shared(4343))::text"
HELD = '"",t)'
QUEUED = "select count(*) from pg_locks where locktype = 'advisory' and not granted"

Beside: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[LeanPool]:
    opened = await LeanPool.open(database_url, size=1)
    for text in (TOLD, DIVIDED, HELD_UP):
        # What was never run alone is not run in batches.
        await opened.reading(text, (1,) if text != TOLD else ("first",))
    yield opened
    await opened.close()


@pytest.fixture
async def beside(database_url: str) -> AsyncIterator[Beside]:
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


@asynccontextmanager
async def busy(pool: LeanPool) -> AsyncIterator[None]:
    """Everything that is asked for meanwhile waits for the one connection."""
    first = asyncio.create_task(pool.value("select pg_sleep(0.01)", ()))
    await asyncio.sleep(0)
    yield
    await first


async def told(pool: LeanPool, names: list[str]) -> list[Any]:
    async with busy(pool):
        waiting = [asyncio.create_task(pool.reading(TOLD, (name,))) for name in names]
    return await asyncio.gather(*waiting)


async def test_those_that_wait_with_the_same_text_are_one_statement(pool: LeanPool) -> None:
    names = ["a", "b", "c"]
    found = await told(pool, names)
    assert [name for name, _ in found] == names
    assert len({moment for _, moment in found}) == 1


async def test_a_batch_has_an_end(pool: LeanPool) -> None:
    names = [str(number) for number in range(BATCH_MOST + 1)]
    found = await told(pool, names)
    assert [name for name, _ in found] == names
    assert len({moment for _, moment in found}) == 2


async def test_those_that_come_in_one_turn_of_the_loop_are_one_statement(pool: LeanPool) -> None:
    found = await asyncio.gather(*(pool.reading(TOLD, (name,)) for name in "abc"))
    assert [name for name, _ in found] == ["a", "b", "c"]
    assert len({moment for _, moment in found}) == 1


async def test_as_many_as_are_enough_are_sent_before_the_turn_is_over(pool: LeanPool) -> None:
    names = [str(number) for number in range(GATHERED_MOST + 1)]
    found = await asyncio.gather(*(pool.reading(TOLD, (name,)) for name in names))
    assert [name for name, _ in found] == names
    *together, (_, late) = found
    assert len({moment for _, moment in together}) == 1
    assert late not in {moment for _, moment in together}


async def test_what_is_only_gathered_keeps_nobody_from_a_free_connection(pool: LeanPool) -> None:
    gathered = asyncio.create_task(pool.reading(TOLD, ("gathered",)))
    alone = asyncio.create_task(pool.value(TOLD, ("alone",)))
    assert (await alone)[1] < (await gathered)[1]


async def test_who_leaves_before_anything_is_sent_is_not_read(pool: LeanPool) -> None:
    gathered = [asyncio.create_task(pool.reading(TOLD, (name,))) for name in "ab"]
    await asyncio.sleep(0)
    gathered[0].cancel()
    assert (await gathered[1])[0] == "b"
    assert gathered[0].cancelled()
    assert (await pool.reading(TOLD, ("next",)))[0] == "next"


async def test_whoever_comes_alone_runs_alone(pool: LeanPool) -> None:
    [(_, first), (_, second)] = [await pool.reading(TOLD, (name,)) for name in "ab"]
    assert first != second


async def test_what_is_not_said_to_be_a_reading_runs_alone(pool: LeanPool) -> None:
    async with busy(pool):
        waiting = [asyncio.create_task(pool.value(TOLD, (name,))) for name in "abc"]
    assert len({moment for _, moment in await asyncio.gather(*waiting)}) == 3


async def test_who_waits_longest_is_served_first_and_takes_others_along(pool: LeanPool) -> None:
    served: list[str] = []

    async def ask(text: str, name: str) -> None:
        await pool.reading(text, (name,))
        served.append(name)

    other = TOLD.replace("statement_timestamp", "transaction_timestamp")
    async with busy(pool):
        asking = [asyncio.create_task(ask(TOLD if name < "m" else other, name)) for name in "xaybz"]
    await asyncio.gather(*asking)
    assert served == ["x", "a", "b", "y", "z"]


async def test_nobody_far_down_the_queue_is_looked_for(pool: LeanPool) -> None:
    async with busy(pool):
        first = asyncio.create_task(pool.reading(TOLD, ("first",)))
        between = [asyncio.create_task(pool.value("select 1", ())) for _ in range(LOOK_MOST)]
        last = asyncio.create_task(pool.reading(TOLD, ("last",)))
    assert (await first)[1] != (await last)[1]
    assert await asyncio.gather(*between) == [1] * LOOK_MOST


async def test_a_value_that_is_refused_is_refused_to_whoever_gave_it(pool: LeanPool) -> None:
    async with busy(pool):
        waiting = [asyncio.create_task(pool.reading(DIVIDED, (given,))) for given in (3, 0, "x", None)]
    three, zero, text, nothing = await asyncio.gather(*waiting, return_exceptions=True)
    assert (three, nothing) == (4, None)
    assert isinstance(zero, asyncpg.DivisionByZeroError)
    assert isinstance(text, asyncpg.DataError)
    assert await pool.value("select 7", ()) == 7


async def test_no_row_is_nothing(pool: LeanPool) -> None:
    text = "select 5 where $1::bool"
    await pool.reading(text, (True,))
    async with busy(pool):
        waiting = [asyncio.create_task(pool.reading(text, (given,))) for given in (True, False, True)]
    assert await asyncio.gather(*waiting) == [5, None, 5]


async def test_who_leaves_takes_nothing_from_the_others(pool: LeanPool, beside: Beside) -> None:
    async with batch_under_way(pool, beside) as (tired, patient):
        tired.cancel()
    assert await patient == f"(2,{HELD}"
    assert tired.cancelled()


async def test_a_batch_that_nobody_wants_any_more_is_stopped(pool: LeanPool, beside: Beside) -> None:
    await beside.execute("select pg_advisory_lock(4343)")
    async with busy(pool):
        both = [asyncio.create_task(pool.reading(HELD_UP, (given,))) for given in (1, 2)]
    await until_held_up(beside)
    for one in both:
        one.cancel()
    # Over one connection, and the lock is still taken.
    assert await pool.value("select 7", ()) == 7
    await beside.execute("select pg_advisory_unlock(4343)")


async def test_a_batch_that_loses_its_connection_is_run_again_one_by_one(
    pool: LeanPool, beside: Beside
) -> None:
    pid = await pool.value("select pg_backend_pid()", ())
    async with batch_under_way(pool, beside) as (one, other):
        await beside.execute("select pg_terminate_backend($1)", pid)
    assert [await one, await other] == [f"(1,{HELD}", f"(2,{HELD}"]


async def test_whoever_waits_in_a_batch_is_not_left_waiting_by_a_pool_that_is_closed(
    database_url: str, beside: Beside
) -> None:
    pool = await LeanPool.open(database_url, size=1)
    await pool.reading(HELD_UP, (0,))
    pid = await pool.value("select pg_backend_pid()", ())
    async with batch_under_way(pool, beside) as both:
        closing = asyncio.create_task(pool.close())
        await asyncio.sleep(0)
        await beside.execute("select pg_terminate_backend($1)", pid)
        await closing
    refused = await asyncio.gather(*both, return_exceptions=True)
    assert [type(one) for one in refused] == [asyncpg.InterfaceError] * 2


@asynccontextmanager
async def batch_under_way(pool: LeanPool, beside: Beside) -> AsyncIterator[list["asyncio.Task[Any]"]]:
    """Two that are held up in one statement, until this is left."""
    await beside.execute("select pg_advisory_lock(4343)")
    async with busy(pool):
        both = [asyncio.create_task(pool.reading(HELD_UP, (given,))) for given in (1, 2)]
    await until_held_up(beside)
    yield both
    await beside.execute("select pg_advisory_unlock(4343)")


async def until_held_up(beside: Beside) -> None:
    async with asyncio.timeout(10):
        while not await beside.fetchval(QUEUED):  # noqa: ASYNC110 - asking is how time passes
            await asyncio.sleep(0)


def test_only_parameters_become_columns() -> None:
    batch = batch_of("""select '$1 it''s $2', "$1", $2::int, $1""", ("text", "int4"))
    assert batch is not None
    assert """(select '$1 it''s $2', "$1", batch_.p2::int, batch_.p1)""" in batch.text
    assert "(0, $1::text, $2::int4), (1, $3::text, $4::int4)" in batch.text
    assert batch.values([("a", 1), ("b", 2)]) == ["a", 1, "b", 2, *[None] * (2 * BATCH_MOST - 4), 2]


def test_what_has_very_many_parameters_is_no_batch() -> None:
    assert batch_of("select 1", ("int4",) * 1_000) is None
