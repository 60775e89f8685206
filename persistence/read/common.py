"""Cities (contract common.graphql)."""

from functools import cache

from sqlalchemy import true

from persistence.read.model import ReadModel
from persistence.read.views import Many
from persistence.tables.common import city

CITY = ReadModel("City", city, key=["code"])
CITY.columns("code", "name", "region", "country", "lat", "lon", "timezone", "active")


@cache
def cities(*, active_only: bool) -> Many:
    return Many(
        "City", lambda row, _: row.active if active_only else true(), lambda row: [row.name, row.code]
    )
