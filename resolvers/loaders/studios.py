"""Edges of studios: rates, policy, gallery and free days, each in one go for all studios of an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.ports import Calendars
from domain.common.ports import Common
from domain.ids import ProfileId, StudioId, UserId
from domain.studios.model import Picture, Policy, Rate, Studio
from domain.studios.ports import Studios
from domain.studios.schedule import availability_buckets
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.studios import SqlStudios
from resolvers.loaders.base import LoaderBase


async def _rates(connection: AsyncConnection, ids: Sequence[StudioId]) -> Mapping[StudioId, list[Rate]]:
    return await SqlStudios(connection).rates(ids)


async def _policies(connection: AsyncConnection, ids: Sequence[StudioId]) -> Mapping[StudioId, Policy]:
    return await SqlStudios(connection).policies(ids)


async def _galleries(
    connection: AsyncConnection, ids: Sequence[StudioId]
) -> Mapping[StudioId, list[Picture]]:
    return await SqlStudios(connection).gallery(ids)


async def _linked_profiles(
    connection: AsyncConnection, ids: Sequence[StudioId]
) -> Mapping[StudioId, list[ProfileId]]:
    return await SqlStudios(connection).linked_profiles(ids)


async def _booked_by(
    buyer: UserId | None, connection: AsyncConnection, ids: Sequence[StudioId]
) -> Mapping[StudioId, bool]:
    return {} if buyer is None else await SqlStudios(connection).booked_by(buyer, ids)


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


class StudioLoaders(LoaderBase):
    @cached_property
    def studio_rates(self) -> DataLoader[StudioId, list[Rate]]:
        return self.many(_rates)

    @cached_property
    def studio_gallery(self) -> DataLoader[StudioId, list[Picture]]:
        return self.many(_galleries)

    @cached_property
    def studio_profiles(self) -> DataLoader[StudioId, list[ProfileId]]:
        return self.many(_linked_profiles)

    @cached_property
    def studio_policies(self) -> DataLoader[StudioId, Policy | None]:
        return self.one(_policies)

    @cached_property
    def _booked(self) -> DataLoader[StudioId, bool | None]:
        return self.one(partial(_booked_by, self.viewer.user_id))

    async def is_guest_of(self, studio_id: StudioId) -> bool:
        """Whether the viewer has a confirmed booking there, which opens the exact place to them."""
        return bool(await self._booked.load(studio_id))

    async def studio_policy(self, studio_id: StudioId) -> Policy:
        """The terms of a studio; the default ones where it has none of its own."""
        return await self.studio_policies.load(studio_id) or Policy()

    @cached_property
    def free_days(self) -> DataLoader[tuple[StudioId, datetime], list[date]]:
        return self.many(_free_days)

    async def studio_free_days(self, studio_id: StudioId, now: datetime) -> list[date]:
        return await self.free_days.load((studio_id, now))
