"""What PostgreSQL means to do with a statement, whatever its values turn out to be."""

from collections.abc import Sequence

import asyncpg

from persistence.database import as_plain
from persistence.read.statement import Statement


async def generic_plans(url: str, statements: Sequence[Statement]) -> list[str]:
    """The generic plan of each statement, without costs: they depend on what is in the tables."""
    forced = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
    connection = await asyncpg.connect(as_plain(url), server_settings=forced)
    try:
        return [await _plan(connection, statement) for statement in statements]
    finally:
        await connection.close()


async def _plan(connection: "asyncpg.Connection", statement: Statement) -> str:
    values = ", ".join(["null"] * len(statement.names))
    await connection.execute(f"prepare explained as {statement.text}")
    rows = await connection.fetch(f"explain (costs off) execute explained{values and f'({values})'}")
    await connection.execute("deallocate explained")
    return "\n".join(row[0] for row in rows)
