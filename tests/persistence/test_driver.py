"""Statements that run past SQLAlchemy are in its transactions all the same."""

from sqlalchemy import bindparam, select, text
from sqlalchemy.types import Text

from persistence.driver import Prepared, written
from persistence.tables.accounts import account
from persistence.unit_of_work import SqlUnits

_COUNT = Prepared(text("insert into topic (topic, position) values (:topic, 1) returning position"))
_THERE = Prepared(text("select position from topic where topic = :topic"))


async def test_a_prepared_statement_that_comes_first_is_in_the_transaction(units: SqlUnits) -> None:
    async with units.kernel.engine.connect() as connection:
        transaction = await connection.begin()
        assert [row["position"] for row in await _COUNT.rows(connection, topic="thread:thr_1")] == [1]
        await transaction.rollback()
        assert await _THERE.rows(connection, topic="thread:thr_1") == []


async def test_what_it_writes_is_committed_with_everything_else(units: SqlUnits) -> None:
    async with units.kernel.engine.begin() as connection:
        await _COUNT.rows(connection, topic="thread:thr_2")
        await connection.execute(text("update topic set position = 7 where topic = 'thread:thr_2'"))
    async with units.kernel.engine.connect() as connection:
        assert [row["position"] for row in await _THERE.rows(connection, topic="thread:thr_2")] == [7]


def test_only_what_is_given_each_time_is_a_parameter() -> None:
    asked = select(account.c.handle).where(
        account.c.status == "it's", account.c.user_id == bindparam("user", type_=Text, required=True)
    )
    statement, names = written(asked)
    assert names == ("user",)
    assert "account.status = 'it''s'" in statement
    assert "account.user_id = $1::VARCHAR" in statement
