"""Messages and their attachments, as clients see them (contract messaging.graphql)."""

from typing import TypeAlias

import strawberry

from domain.threads import model, reading
from schema.accounts import User
from schema.context import Info
from schema.media import Attachment
from schema.scalars import AWSDateTime

strawberry.enum(model.MessageKind)
MessageKind: TypeAlias = model.MessageKind


@strawberry.type
class Message:
    value: strawberry.Private[model.Message]
    id: strawberry.ID
    message_id: strawberry.ID
    thread_id: strawberry.ID
    kind: MessageKind
    sender_user: strawberry.ID
    body_text: str | None
    client_message_id: strawberry.ID | None
    created_at: AWSDateTime
    edited_at: AWSDateTime | None

    @classmethod
    def of(cls, value: model.Message) -> "Message":
        return cls(
            value=value,
            id=strawberry.ID(value.id),
            message_id=strawberry.ID(value.id),
            thread_id=strawberry.ID(value.thread_id),
            kind=value.kind,
            sender_user=strawberry.ID(value.sender_id),
            body_text=value.body_text,
            client_message_id=strawberry.ID(value.client_message_id) if value.client_message_id else None,
            created_at=value.created_at,
            edited_at=value.edited_at,
        )

    @strawberry.field
    async def author(self, info: Info) -> User:
        return await info.context.load.user(self.value.sender_id)

    @strawberry.field
    async def attachments(self, info: Info) -> list[Attachment]:
        files = info.context.services.files
        return [Attachment.of(upload, files) for upload in await info.context.load.attachments(self.value)]

    @strawberry.field
    async def nsfw_band(self, info: Info) -> int:
        uploads = await info.context.load.attachments(self.value)
        return max((upload.nsfw_band for upload in uploads), default=0)

    @strawberry.field
    async def delivery_state(self, info: Info) -> str:
        thread = await info.context.load.thread_of(self.value)
        return reading.delivery_of(self.value, thread).value

    @strawberry.field
    def policy_hint(self, info: Info) -> str | None:
        return self.value.policy_hint if info.context.viewer.user_id == self.value.sender_id else None


@strawberry.type
class MessagePage:
    items: list[Message]
    cursor: str | None
