"""Studios: pages, prices, free times, and what their owners change."""

from typing import Annotated

import strawberry

from domain.ids import StudioId
from domain.studios import actions, blackouts, gallery, pricing, rates, reads, terms
from domain.studios.model import BlackoutId
from schema.common import DateTimeRange, TimeWindow
from schema.context import Info
from schema.media import Media, MediaInput
from schema.scalars import AWSDateTime
from schema.studios import (
    Studio,
    StudioBlackout,
    StudioInput,
    StudioPolicy,
    StudioPolicyInput,
    StudioQuote,
    StudioRate,
    StudioRateInput,
    offered_media,
    time_windows,
)


@strawberry.type
class StudiosQuery:
    @strawberry.field
    async def studio(self, info: Info, slug: str) -> Studio:
        async with info.context.unit_of_work() as uow:
            found = await reads.studio_page(uow, info.context.viewer, slug)
        return Studio.of(found)

    @strawberry.field
    async def my_studios(self, info: Info) -> list[Studio]:
        async with info.context.unit_of_work() as uow:
            found = await reads.my_studios(uow, info.context.viewer)
        return [Studio.of(studio) for studio in found]

    @strawberry.field
    async def studio_rates(self, info: Info, studio_id: strawberry.ID) -> list[StudioRate]:
        async with info.context.unit_of_work() as uow:
            found = await reads.studio_rates(uow, info.context.viewer, StudioId(studio_id))
        return [StudioRate.of(rate) for rate in found]

    @strawberry.field
    async def studio_availability(
        self,
        info: Info,
        studio_id: strawberry.ID,
        from_: Annotated[AWSDateTime, strawberry.argument(name="from")],
        to: AWSDateTime,
    ) -> list[TimeWindow]:
        async with info.context.unit_of_work() as uow:
            free = await reads.studio_availability(uow, info.context.viewer, StudioId(studio_id), from_, to)
        return time_windows(free)

    @strawberry.field
    async def studio_blackouts(
        self,
        info: Info,
        studio_id: strawberry.ID,
        from_: Annotated[AWSDateTime | None, strawberry.argument(name="from")] = None,
        to: AWSDateTime | None = None,
    ) -> list[StudioBlackout]:
        viewer = info.context.viewer
        async with info.context.unit_of_work() as uow:
            found = await blackouts.studio_blackouts(uow, viewer, StudioId(studio_id), from_, to)
        return [StudioBlackout.of(blackout) for blackout in found]

    @strawberry.field
    async def studio_quote(
        self, info: Info, studio_id: strawberry.ID, when: DateTimeRange, crew_size: int | None = None
    ) -> StudioQuote:
        quote = await pricing.quote_studio(
            info.context.services,
            info.context.viewer,
            StudioId(studio_id),
            when.start,
            when.end,
            crew_size,
        )
        return StudioQuote.of(quote)


@strawberry.type
class StudiosMutation:
    @strawberry.mutation
    async def create_studio(self, info: Info, input: StudioInput) -> Studio:
        async with info.context.unit_of_work() as uow:
            studio = await actions.create_studio(uow, info.context.viewer, input.to_domain())
        return Studio.of(studio)

    @strawberry.mutation
    async def update_studio(self, info: Info, studio_id: strawberry.ID, input: StudioInput) -> Studio:
        viewer = info.context.viewer
        async with info.context.unit_of_work() as uow:
            studio = await actions.update_studio(uow, viewer, StudioId(studio_id), input.to_domain())
        return Studio.of(studio)

    @strawberry.mutation
    async def publish_studio(self, info: Info, studio_id: strawberry.ID) -> Studio:
        async with info.context.unit_of_work() as uow:
            studio = await actions.publish_studio(uow, info.context.viewer, StudioId(studio_id))
        return Studio.of(studio)

    @strawberry.mutation
    async def add_studio_rate(
        self, info: Info, studio_id: strawberry.ID, rate: StudioRateInput
    ) -> StudioRate:
        async with info.context.unit_of_work() as uow:
            added = await rates.add_rate(uow, info.context.viewer, StudioId(studio_id), rate.to_domain())
        return StudioRate.of(added)

    @strawberry.mutation
    async def add_studio_media(self, info: Info, studio_id: strawberry.ID, media: MediaInput) -> Media:
        offered = offered_media(media)
        async with info.context.unit_of_work() as uow:
            picture = await gallery.add_media(uow, info.context.viewer, StudioId(studio_id), offered)
        return Media(ref=(picture.upload.id,))

    @strawberry.mutation
    async def set_studio_policy(
        self, info: Info, studio_id: strawberry.ID, input: StudioPolicyInput
    ) -> StudioPolicy:
        viewer = info.context.viewer
        async with info.context.unit_of_work() as uow:
            await terms.set_policy(uow, viewer, StudioId(studio_id), input.to_domain())
        return StudioPolicy(ref=(studio_id,))

    @strawberry.mutation
    async def add_studio_blackout(
        self, info: Info, studio_id: strawberry.ID, range: DateTimeRange, reason: str | None = None
    ) -> bool:
        viewer, own = info.context.viewer, StudioId(studio_id)
        async with info.context.unit_of_work() as uow:
            await blackouts.add_blackout(uow, viewer, own, start=range.start, end=range.end, reason=reason)
        return True

    @strawberry.mutation
    async def delete_studio_blackout(self, info: Info, blackout_id: strawberry.ID) -> bool:
        async with info.context.unit_of_work() as uow:
            await blackouts.delete_blackout(uow, info.context.viewer, BlackoutId(blackout_id))
        return True
