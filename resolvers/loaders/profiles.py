"""Edges of role pages: packages, hours, studio chips, cover and free days, each in one go for all pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.calendar.ports import Calendars
from domain.common.ports import Common
from domain.ids import MediaId, ProfileId, StudioId, UserId
from domain.media.model import Upload
from domain.portfolio.gallery import is_shown
from domain.profiles.model import AvailabilityWindow, ServicePackage, ServiceProfile
from domain.profiles.ports import Profiles
from domain.profiles.schedule import availability_buckets
from domain.profiles.visibility import GUEST_EYES, Eyes, is_listed
from domain.studios import model
from persistence.calendar import SqlCalendars
from persistence.common import SqlCommon
from persistence.media import uploads_by_id
from persistence.profiles import SqlProfiles
from persistence.studios import SqlStudios
from resolvers.loaders.base import LoaderBase
from schema.profiles import ServiceProfile as PageType
from schema.studios import Studio


async def _pages(
    connection: AsyncConnection, owners: Sequence[UserId]
) -> Mapping[UserId, list[ServiceProfile]]:
    return await SqlProfiles(connection).of_users(owners)


async def _packages(
    connection: AsyncConnection, ids: Sequence[ProfileId]
) -> Mapping[ProfileId, list[ServicePackage]]:
    return await SqlProfiles(connection).packages(ids)


async def _windows(
    connection: AsyncConnection, ids: Sequence[ProfileId]
) -> Mapping[ProfileId, list[AvailabilityWindow]]:
    return await SqlProfiles(connection).windows(ids)


async def _links(connection: AsyncConnection, ids: Sequence[ProfileId]) -> Mapping[ProfileId, list[StudioId]]:
    return await SqlProfiles(connection).studio_links(ids)


async def _studios(connection: AsyncConnection, ids: Sequence[StudioId]) -> Mapping[StudioId, model.Studio]:
    return await SqlStudios(connection).by_ids(ids)


async def _owned_studios(
    connection: AsyncConnection, owners: Sequence[UserId]
) -> Mapping[UserId, list[model.Studio]]:
    return await SqlStudios(connection).of_owners(owners)


async def _eyes(connection: AsyncConnection, ids: Sequence[UserId]) -> Mapping[UserId, Eyes]:
    return await SqlProfiles(connection).eyes(ids)


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
    def profile_packages(self) -> DataLoader[ProfileId, list[ServicePackage]]:
        return self.many(_packages)

    @cached_property
    def profile_windows(self) -> DataLoader[ProfileId, list[AvailabilityWindow]]:
        return self.many(_windows)

    @cached_property
    def pages_of_user(self) -> DataLoader[UserId, list[ServiceProfile]]:
        return self.many(_pages)

    @cached_property
    def page_free_days(self) -> DataLoader[tuple[ProfileId, datetime], list[date]]:
        return self.many(_free_days)

    @cached_property
    def uploads(self) -> DataLoader[MediaId, Upload | None]:
        return self.one(uploads_by_id)

    @cached_property
    def studio_links(self) -> DataLoader[ProfileId, list[StudioId]]:
        return self.many(_links)

    @cached_property
    def studio_heads(self) -> DataLoader[StudioId, model.Studio | None]:
        return self.one(_studios)

    @cached_property
    def studios_of_owner(self) -> DataLoader[UserId, list[model.Studio]]:
        return self.many(_owned_studios)

    @cached_property
    def eyes(self) -> DataLoader[UserId, Eyes | None]:
        return self.one(_eyes)

    async def profile_free_days(self, profile_id: ProfileId, now: datetime) -> list[date]:
        return await self.page_free_days.load((profile_id, now))

    async def listed_pages(self, user_id: UserId) -> list[ServiceProfile]:
        """Somebody's published pages, as far as they are fit for the viewer."""
        viewer = self.viewer.user_id
        eyes = await self.eyes.load(viewer) if viewer else None
        return [
            page for page in await self.pages_of_user.load(user_id) if is_listed(eyes or GUEST_EYES, page)
        ]

    async def service_profiles(self, user_id: UserId) -> list[PageType]:
        return [PageType.of(page, self.viewer) for page in await self.listed_pages(user_id)]

    async def studios_of(self, user_id: UserId) -> list[Studio]:
        """Somebody's published studios."""
        owned = await self.studios_of_owner.load(user_id)
        return [Studio.of(studio) for studio in owned if studio.is_published]

    async def linked_studios(self, profile_id: ProfileId) -> list[Studio]:
        """Studios shown as chips, as far as the viewer may see them."""
        found = await self.studio_heads.load_many(await self.studio_links.load(profile_id))
        return [Studio.of(studio) for studio in found if studio and self._sees(studio)]

    async def studio_seen(self, studio_id: StudioId) -> Studio | None:
        studio = await self.studio_heads.load(studio_id)
        return Studio.of(studio) if studio and self._sees(studio) else None

    async def profile_cover(self, page: ServiceProfile) -> Upload | None:
        """The page's own cover or, until that is clean, the one of its newest published item."""
        named = [media_id for media_id in (page.cover_media_id, page.showing.cover_media_id) if media_id]
        found = await self.uploads.load_many(named)
        return next((upload for upload in found if upload and is_shown(upload)), None)

    def _sees(self, studio: model.Studio) -> bool:
        return studio.is_published or studio.owned_by(self.viewer.user_id)
