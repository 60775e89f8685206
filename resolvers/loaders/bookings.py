"""Edges of bookings: history, what may be done next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.attempts import Attempt
from domain.bookings.available_actions import AvailableAction, Moment, available_actions, next_step
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.telling import Listener, TimelineEntry, timeline
from domain.facts import LiveEvent
from domain.ids import LbgId
from persistence.bookings.attempts import SqlAttempts
from persistence.bookings.history import SqlHistory
from resolvers.loaders.base import LoaderBase


async def _history(connection: AsyncConnection, ids: Sequence[LbgId]) -> Mapping[LbgId, list[LiveEvent]]:
    return await SqlHistory(connection).history(ids)


async def _attempts(connection: AsyncConnection, ids: Sequence[LbgId]) -> Mapping[LbgId, Attempt]:
    return await SqlAttempts(connection).live_attempts(ids)


class BookingLoaders(LoaderBase):
    @cached_property
    def history(self) -> DataLoader[LbgId, list[LiveEvent]]:
        return self.many(_history)

    @cached_property
    def live_attempt(self) -> DataLoader[LbgId, Attempt | None]:
        return self.one(_attempts)

    async def timeline_of(self, group: LinkedBookingGroup) -> list[TimelineEntry]:
        """The history of a booking the viewer has reached, as far as they may know it."""
        listener = Listener.of(group, self.viewer.require_user())
        return timeline(await self.history.load(group.id), listener)

    async def next_step(self, group: LinkedBookingGroup) -> str:
        return next_step(group, await self.live_attempt.load(group.id))

    async def actions_on(self, group: LinkedBookingGroup, now: datetime) -> list[AvailableAction]:
        moment = Moment(
            group=group,
            viewer_id=self.viewer.require_user(),
            now=now,
            attempt=await self.live_attempt.load(group.id),
        )
        return available_actions(moment)
