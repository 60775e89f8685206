"""What the parts of money share: one connection, and reading rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection


class OnConnection:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def rows(self, query: Executable, values: Any = None) -> Sequence[RowMapping]:
        return (await self.connection.execute(query, values)).mappings().all()

    async def row(self, query: Executable, values: Any = None) -> RowMapping | None:
        return (await self.connection.execute(query, values)).mappings().one_or_none()

    async def run(self, statement: Executable, values: Any = None) -> None:
        await self.connection.execute(statement, values)
