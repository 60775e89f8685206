"""Which migration a database is at, known without the tool that migrates."""

from alembic.script import ScriptDirectory
from sqlalchemy import text

from persistence.database import open_database
from persistence.migrate import config
from persistence.revisions import is_current, newest


def test_the_newest_is_the_head_of_the_chain() -> None:
    assert newest() == ScriptDirectory.from_config(config()).get_current_head()


async def test_a_migrated_database_is_current_and_an_older_or_empty_one_is_not(database_url: str) -> None:
    engine = open_database(database_url, pool_size=1)
    try:
        assert await is_current(engine)
        async with engine.begin() as connection:
            await connection.execute(text("update alembic_version set version_num = '0001_kernel'"))
        assert not await is_current(engine)
        async with engine.begin() as connection:
            await connection.execute(text("alter table alembic_version rename to elsewhere"))
        assert not await is_current(engine)
    finally:
        async with engine.begin() as connection:
            await connection.execute(text("alter table if exists elsewhere rename to alembic_version"))
            await connection.execute(
                text("update alembic_version set version_num = :newest"), {"newest": newest()}
            )
        await engine.dispose()
