"""Free days of role pages, which are worked out in Python, in one go for all pages of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.ports import Calendars
from domain.common.ports import Common
from domain.ids import ProfileId
from domain.profiles.ports import Profiles
from domain.profiles.schedule import availability_buckets
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.profiles import SqlProfiles
from resolvers.loaders.base import LoaderBase


@dataclass(frozen=True)
class _Sources:
    now: datetime
    common: Common
    profiles: Profiles
    calendar: Calendars


async def _free_days(
    connection: AsyncConnection, keys: Sequence[tuple[ProfileId, datetime]]
) -> Mapping[tuple[ProfileId, datetime], list[date]]:
    profiles = SqlProfiles(connection)
    now = min(at for _, at in keys)
    pages = await profiles.by_ids([profile_id for profile_id, _ in keys])
    sources = _Sources(now, SqlCommon(connection), profiles, SqlCalendars(connection))
    days = await availability_buckets(sources, list(pages.values()))
    return {(profile_id, at): days[profile_id] for profile_id, at in keys if profile_id in days}


class ProfileLoaders(LoaderBase):
    @cached_property
    def page_free_days(self) -> DataLoader[tuple[ProfileId, datetime], list[date]]:
        return self.many(_free_days)

    async def profile_free_days(self, profile_id: ProfileId, now: datetime) -> list[date]:
        return await self.page_free_days.load((profile_id, now))
