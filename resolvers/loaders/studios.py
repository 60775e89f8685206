"""Edges of studios that are worked out in Python, each in one go for all studios of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.ports import Calendars
from domain.common.ports import Common
from domain.ids import StudioId
from domain.studios.model import Studio
from domain.studios.ports import Studios
from domain.studios.schedule import availability_buckets
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.studios import SqlStudios
from resolvers.loaders.reading import ReadLoaders


@dataclass(frozen=True)
class _Sources:
    """What schedules are read from, at one moment of business time."""

    now: datetime
    common: Common
    studios: Studios
    calendar: Calendars


async def _free_days(
    connection: AsyncConnection, keys: Sequence[tuple[StudioId, datetime]]
) -> Mapping[tuple[StudioId, datetime], list[date]]:
    studios = SqlStudios(connection)
    now = min(at for _, at in keys)
    found: Mapping[StudioId, Studio] = await studios.by_ids({studio_id for studio_id, _ in keys})
    sources = _Sources(now, SqlCommon(connection), studios, SqlCalendars(connection))
    days = await availability_buckets(sources, list(found.values()))
    return {(studio_id, at): days[studio_id] for studio_id, at in keys if studio_id in days}


class StudioLoaders(ReadLoaders):
    @cached_property
    def free_days(self) -> DataLoader[tuple[StudioId, datetime], list[date]]:
        return self.many(_free_days)

    async def studio_free_days(self, studio_id: StudioId, now: datetime) -> list[date]:
        return await self.free_days.load((studio_id, now))
