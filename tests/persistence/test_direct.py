"""Statements that run on the driver mean what they mean to SQLAlchemy: rows, values, errors, transactions."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import INT4RANGE, JSONB, Range
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.database import open_database
from persistence.direct import DirectConnection, Rows
from persistence.tables.common import city
from persistence.tables.kernel import topic
from persistence.unit_of_work import SqlUnits
from persistence.violations import constraint_of

SPAN: Range[int] = Range(1, 5)
QUESTIONS: list[tuple[Any, Any]] = [
    (select(city).order_by(city.c.code), None),
    (
        select(city.c.lat, city.c.name).where(city.c.code.in_(["austin", "houston"])).order_by(city.c.code),
        None,
    ),
    (select(city.c.code).where(city.c.code.in_([])), None),
    (select(literal({"a": [1, None]}, JSONB).label("json"), literal(SPAN, INT4RANGE).label("span")), None),
    (select(func.count().label("n")).select_from(city.alias()), None),
    (
        text("select code, array_agg(name) as names from city where code = :code group by code"),
        {"code": "austin"},
    ),
]


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
async def test_a_question_has_the_same_rows_either_way(units: SqlUnits, number: int) -> None:
    query, values = QUESTIONS[number]
    async with units.kernel.engine.begin() as connection:
        direct = await connection.execute(query, values)
        beside = await AsyncConnection.execute(connection, query, values)
        assert isinstance(direct, Rows)
        assert [dict(row) for row in direct.mappings()] == [dict(row) for row in beside.mappings()]


async def test_rows_answer_by_name_and_by_column(units: SqlUnits) -> None:
    async with units.kernel.engine.begin() as connection:
        found = await connection.execute(select(city).where(city.c.code == "austin"))
        row = found.mappings().one()
        assert (row["name"], row[city.c.name], row[city.c.timezone]) == (
            "Austin",
            "Austin",
            "America/Chicago",
        )


async def test_what_is_written_is_counted_committed_or_rolled_back(units: SqlUnits) -> None:
    engine = units.kernel.engine
    async with engine.begin() as connection:
        await connection.execute(insert(topic), [{"topic": name, "position": 1} for name in ("a:1", "a:2")])
        moved = await connection.execute(
            update(topic).where(topic.c.topic.in_(["a:1", "a:2"])).values(position=3)
        )
        assert moved.rowcount == 2
        again = upsert(topic).values(topic="a:1", position=9).on_conflict_do_nothing()
        assert (await connection.execute(again)).rowcount == 0
    async with engine.connect() as connection:
        transaction = await connection.begin()
        await connection.execute(update(topic).values(position=7))
        await transaction.rollback()
        assert set(await connection.scalars(select(topic.c.position))) == {3}


async def test_a_savepoint_takes_back_what_ran_in_it(units: SqlUnits) -> None:
    async with units.kernel.engine.begin() as connection:
        savepoint = await connection.begin_nested()
        await connection.execute(insert(topic), {"topic": "b:1", "position": 1})
        with pytest.raises(IntegrityError) as refused:
            await connection.execute(insert(topic), {"topic": "b:1", "position": 1})
        await savepoint.rollback()
        assert constraint_of(refused.value) == "pk_topic"
        assert await connection.scalar(select(func.count()).where(topic.c.topic == "b:1")) == 0


async def test_errors_do_not_tell_what_people_wrote(units: SqlUnits) -> None:
    async with units.kernel.engine.connect() as connection, connection.begin():
        await connection.execute(insert(topic), {"topic": "secret", "position": 1})
        with pytest.raises(IntegrityError) as refused:
            await connection.execute(insert(topic), {"topic": "secret", "position": 1})
        assert "insert into topic" in str(refused.value).lower()
        assert refused.value.params is None


async def test_a_statement_that_is_cancelled_leaves_a_pool_that_serves(database_url: str) -> None:
    engine = open_database(database_url, pool_size=1)

    async def sleep() -> None:
        async with engine.begin() as connection:
            await connection.execute(text("select pg_sleep(30)"))

    try:
        asleep = asyncio.create_task(sleep())
        async with asyncio.timeout(10):
            while not await _sleeps(database_url):
                pass
        asleep.cancel()
        await asyncio.gather(asleep, return_exceptions=True)
        async with engine.begin() as connection:
            assert isinstance(connection, DirectConnection)
            assert await connection.scalar(select(literal(1))) == 1
    finally:
        await engine.dispose()


async def _sleeps(database_url: str) -> bool:
    beside = open_database(database_url, pool_size=1)
    try:
        async with beside.begin() as connection:
            query = text("select count(*) from pg_stat_activity where query like 'select pg_sleep%'")
            return bool(await connection.scalar(query))
    finally:
        await beside.dispose()
