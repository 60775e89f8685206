"""How far the business clock of a development database is ahead of real time."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.driver import Prepared
from persistence.tables.kernel import business_clock as clock

_READ: Final = Prepared(select(clock.c.offset_us))


async def read_offset(connection: AsyncConnection) -> timedelta:
    rows = await _READ.rows(connection)
    return timedelta(microseconds=rows[0]["offset_us"] if rows else 0)


async def keep_offset(connection: AsyncConnection, offset: timedelta) -> None:
    row = upsert(clock).values(one=1, offset_us=offset // timedelta(microseconds=1))
    await connection.execute(
        row.on_conflict_do_update(index_elements=["one"], set_={"offset_us": row.excluded.offset_us})
    )
