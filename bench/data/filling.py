"""Fills an empty, migrated database by COPY; every constraint holds afterwards."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.data.market import Market, Sheet
from bench.data.sizes import Sizes
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.pages import Cursors
from domain.search.indexing import rebuild
from integrations.clock import SystemClock
from persistence.docs import SqlDocs
from persistence.unit_of_work import Kernel, SqlUnits

# Checked once for all rows afterwards, which is many times faster than row by row.
FOREIGN_KEYS: Final = """
    select conrelid::regclass::text as of, quote_ident(conname) as name, pg_get_constraintdef(oid) as rule
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2
"""
Note = Callable[[str], Awaitable[None]]


async def fill(connection: asyncpg.Connection, engine: AsyncEngine, sizes: Sizes, today: datetime) -> None:
    """All rows, then the search index by the real indexer, then what the planner wants to know."""
    await connection.set_builtin_type_codec("citext", schema="public", codec_name="text")
    async with engine.begin() as own:
        await SqlDocs(own).publish(shipped_clauses(), shipped_templates(), today)
    keys = await connection.fetch(FOREIGN_KEYS)
    for key in keys:
        await connection.execute(f"alter table {key['of']} drop constraint {key['name']}")
    for sheet in Market(sizes, today).sheets():
        await _copy(connection, sheet)
    for key in keys:
        await connection.execute(f"alter table {key['of']} add constraint {key['name']} {key['rule']}")
    await connection.execute("analyze")
    await _index(engine)
    await connection.execute("vacuum analyze")


async def _copy(connection: asyncpg.Connection, sheet: Sheet) -> None:
    await connection.copy_records_to_table(
        sheet.table, records=sheet.rows, columns=sheet.columns, timeout=1_800
    )


async def _index(engine: AsyncEngine) -> None:
    async def quiet(_: Any) -> None:
        """Nobody listens yet."""

    await rebuild(SqlUnits(Kernel(engine, SystemClock(), Cursors(b"bench")), quiet))
