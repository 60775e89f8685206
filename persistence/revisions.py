"""Which migration a database is at, and which is newest; asked by every server, which migrates nothing."""

from functools import cache
from importlib.resources import files
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

_AT: Final = text("select version_num from alembic_version")


@cache
def newest() -> str:
    """The last link of the chain; files of migrations are named by their place in it."""
    names = (found.name for found in files("migrations").joinpath("versions").iterdir())
    return max(name.removesuffix(".py") for name in names if name.endswith(".py") and name[0].isdigit())


async def is_current(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        try:
            return bool(await connection.scalar(_AT) == newest())
        except ProgrammingError:
            # An empty database has no such table.
            return False
