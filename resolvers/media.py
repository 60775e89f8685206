"""Asking for a place to send a file, and how its scan went."""

import strawberry

from domain.media import actions
from schema.context import Info
from schema.media import PresignedUpload, UploadStatus


@strawberry.type
class MediaQuery:
    @strawberry.field
    async def upload_status(self, info: Info, key: str) -> UploadStatus:
        async with info.context.unit_of_work() as uow:
            upload = await actions.upload_status(uow, info.context.viewer, key)
        return UploadStatus(ref=(upload.id,))


@strawberry.type
class MediaMutation:
    @strawberry.mutation
    async def get_presigned_url(
        self,
        info: Info,
        mime: str,
        purpose: str,
        bytes: int | None = None,
        file_name: str | None = None,
    ) -> PresignedUpload:
        async with info.context.unit_of_work() as uow:
            place = await actions.ask_for_place(
                uow,
                info.context.services.files,
                info.context.viewer,
                mime=mime,
                purpose=purpose,
                size=bytes,
                file_name=file_name,
            )
        return PresignedUpload.of(place)
