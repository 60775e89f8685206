"""Messages and their attachments, as clients see them (contract messaging.graphql)."""

from typing import TypeAlias

import strawberry

from domain.threads import model
from schema.accounts import User
from schema.media import Attachment
from schema.reading import Held, read
from schema.scalars import AWSDateTime

strawberry.enum(model.MessageKind)
MessageKind: TypeAlias = model.MessageKind


@strawberry.type
class Message(Held):
    id: strawberry.ID = read()
    message_id: strawberry.ID = read()
    thread_id: strawberry.ID = read()
    kind: MessageKind = read()
    sender_user: strawberry.ID = read()
    body_text: str | None = read()
    client_message_id: strawberry.ID | None = read()
    created_at: AWSDateTime = read()
    edited_at: AWSDateTime | None = read()
    author: User = read()
    attachments: list[Attachment] = read()
    nsfw_band: int = read()
    delivery_state: str = read()
    policy_hint: str | None = read()

    @classmethod
    def of(cls, value: model.Message) -> "Message":
        return cls(ref=(value.id,))


@strawberry.type
class MessagePage(Held):
    items: list[Message]
    cursor: str | None
