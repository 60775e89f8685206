"""Role pages: reading, drafting, packages, hours, going live, studio chips."""

from typing import Annotated

import strawberry

from domain.ids import ProfileId, StudioId
from domain.profiles import actions, linking, reads
from schema.common import TimeWindow
from schema.context import Info
from schema.profiles import RoleType, ServiceProfile, ServiceProfileInput, ServiceProfilePatch
from schema.profiles.packages import ServicePackageInput
from schema.scalars import AWSDateTime
from schema.spaces import AvailabilityWindowInput


@strawberry.type
class ProfilesQuery:
    @strawberry.field
    async def service_profile(
        self,
        info: Info,
        service_profile_id: strawberry.ID | None = None,
        handle: str | None = None,
        role: RoleType | None = None,
    ) -> ServiceProfile | None:
        profile_id = ProfileId(service_profile_id) if service_profile_id is not None else None
        async with info.context.unit_of_work() as uow:
            page = await reads.service_profile(
                uow, info.context.viewer, profile_id=profile_id, handle=handle, role=role
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.field
    async def my_service_profiles(self, info: Info) -> list[ServiceProfile]:
        async with info.context.unit_of_work() as uow:
            pages = await reads.my_service_profiles(uow, info.context.viewer)
        return [ServiceProfile(ref=(page.id,)) for page in pages]

    @strawberry.field
    async def service_profile_availability(
        self,
        info: Info,
        service_profile_id: strawberry.ID,
        from_: Annotated[AWSDateTime, strawberry.argument(name="from")],
        to: AWSDateTime,
    ) -> list[TimeWindow]:
        async with info.context.unit_of_work() as uow:
            free = await reads.service_profile_availability(
                uow, info.context.viewer, ProfileId(service_profile_id), start=from_, end=to
            )
        return [TimeWindow.of(span.start, span.end) for span in free]


@strawberry.type
class ProfilesMutation:
    @strawberry.mutation
    async def create_service_profile(self, info: Info, input: ServiceProfileInput) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await actions.create_service_profile(
                uow, info.context.viewer, input.role, input.to_domain()
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def update_service_profile(
        self, info: Info, service_profile_id: strawberry.ID, input: ServiceProfilePatch
    ) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await actions.update_service_profile(
                uow, info.context.viewer, ProfileId(service_profile_id), input.to_domain(), input.cover_key
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def set_service_packages(
        self, info: Info, service_profile_id: strawberry.ID, packages: list[ServicePackageInput]
    ) -> ServiceProfile:
        offers = [package.to_domain() for package in packages]
        async with info.context.unit_of_work() as uow:
            page = await actions.set_service_packages(
                uow, info.context.viewer, ProfileId(service_profile_id), offers
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def set_service_availability(
        self, info: Info, service_profile_id: strawberry.ID, windows: list[AvailabilityWindowInput]
    ) -> ServiceProfile:
        weekly = [window.to_domain() for window in windows]
        async with info.context.unit_of_work() as uow:
            page = await actions.set_service_availability(
                uow, info.context.viewer, ProfileId(service_profile_id), weekly
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def publish_service_profile(self, info: Info, service_profile_id: strawberry.ID) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await actions.publish_service_profile(
                uow, info.context.viewer, ProfileId(service_profile_id)
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def unpublish_service_profile(
        self, info: Info, service_profile_id: strawberry.ID
    ) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await actions.unpublish_service_profile(
                uow, info.context.viewer, ProfileId(service_profile_id)
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def link_studio(
        self, info: Info, service_profile_id: strawberry.ID, studio_id: strawberry.ID
    ) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await linking.link_studio(
                uow, info.context.viewer, ProfileId(service_profile_id), StudioId(studio_id)
            )
        return ServiceProfile(ref=(page.id,))

    @strawberry.mutation
    async def unlink_studio(
        self, info: Info, service_profile_id: strawberry.ID, studio_id: strawberry.ID
    ) -> ServiceProfile:
        async with info.context.unit_of_work() as uow:
            page = await linking.unlink_studio(
                uow, info.context.viewer, ProfileId(service_profile_id), StudioId(studio_id)
            )
        return ServiceProfile(ref=(page.id,))
