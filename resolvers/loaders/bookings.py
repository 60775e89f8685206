"""Edges of bookings: history, what may be done next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bookings.attempts import Attempt
from domain.bookings.available_actions import AvailableAction, Moment, available_actions, next_step
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.policy import Side, side_of
from domain.bookings.telling import Listener, TimelineEntry, timeline
from domain.docs.model import Pack
from domain.facts import LiveEvent
from domain.ids import LbgId, LegId, UserId
from persistence.bookings.attempts import SqlAttempts
from persistence.bookings.history import SqlHistory
from resolvers.loaders.docs import DocLoaders
from resolvers.loaders.money import MoneyLoaders
from schema.money import Charge


async def _history(connection: AsyncConnection, ids: Sequence[LbgId]) -> Mapping[LbgId, list[LiveEvent]]:
    return await SqlHistory(connection).history(ids)


async def _attempts(connection: AsyncConnection, ids: Sequence[LbgId]) -> Mapping[LbgId, Attempt]:
    return await SqlAttempts(connection).live_attempts(ids)


class BookingLoaders(DocLoaders, MoneyLoaders):
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

    async def charge_seen_in(self, group: LinkedBookingGroup) -> Charge | None:
        """What the buyer paid; sellers see the money of their own legs only."""
        is_buyer = side_of(group, self.viewer.require_user()) is Side.BUYER
        return await self.charge_of_booking(group.id) if is_buyer else None

    async def next_step(self, group: LinkedBookingGroup) -> str:
        return next_step(group, await self.live_attempt.load(group.id))

    async def actions_on(self, group: LinkedBookingGroup, now: datetime) -> list[AvailableAction]:
        moment = Moment(
            group=group,
            viewer_id=self.viewer.require_user(),
            now=now,
            attempt=await self.live_attempt.load(group.id),
            unsigned=await self._unsigned(group),
        )
        return available_actions(moment)

    async def _unsigned(self, group: LinkedBookingGroup) -> Mapping[LegId, frozenset[UserId]]:
        """Who can still sign something, by leg."""
        packs = await self.live_pack.load_many([leg.id for leg in group.living])
        return {pack.leg_id: _waiting(pack) for pack in packs if pack}


def _waiting(pack: Pack) -> frozenset[UserId]:
    signers = [(document, signer.user_id) for document in pack.documents for signer in document.signers]
    return frozenset(user_id for document, user_id in signers if document.waits_for(user_id))
