"""The tables that the code reads and the tables that the migrations make are the same."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from persistence.database import open_database
from persistence.tables import metadata


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": False}
    )
    return list(compare_metadata(context, metadata))


async def test_models_and_migrations_agree(database_url: str) -> None:
    engine = open_database(database_url)
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
    finally:
        await engine.dispose()


async def test_every_foreign_key_is_indexed(database_url: str) -> None:
    engine = open_database(database_url)
    unindexed = text(
        """
        select c.conrelid::regclass::text || '(' || a.attname || ')'
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and not exists (
            select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
        )
        order by 1
        """
    )
    try:
        async with engine.connect() as connection:
            assert list((await connection.execute(unindexed)).scalars()) == []
    finally:
        await engine.dispose()
