"""Cities and settings, as the domain knows them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.common.cities import City, city_code
from persistence.tables.common import app_setting
from persistence.tables.common import city as city_table

_BY_CODE = select(city_table).where(city_table.c.code == bindparam("code"))


class SqlCommon:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        # What a city is does not change within one use case, and many ask.
        self._cities: dict[str, City | None] = {}

    async def city(self, name_or_code: str) -> City | None:
        code = city_code(name_or_code)
        if code not in self._cities:
            row = (await self._connection.execute(_BY_CODE, {"code": code})).mappings().one_or_none()
            self._cities[code] = _city(row) if row else None
        return self._cities[code]

    async def cities(self, *, active_only: bool) -> list[City]:
        query = select(city_table).order_by(city_table.c.name, city_table.c.code)
        if active_only:
            query = query.where(city_table.c.active)
        return [_city(row) for row in (await self._connection.execute(query)).mappings()]

    async def settings(self, city: str | None) -> Mapping[str, Any]:
        query = (
            select(app_setting.c.key, app_setting.c.value)
            .where(app_setting.c.city.is_(None) | (app_setting.c.city == city))
            .order_by(app_setting.c.city.nulls_first())
        )
        rows = await self._connection.execute(query)
        return {row.key: row.value for row in rows}


def _city(row: RowMapping) -> City:
    return City(**row)
