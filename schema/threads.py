"""Conversations, as clients see them (contract messaging.graphql)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import strawberry

from domain.threads import model, ports, states
from domain.threads.drafts import AttachmentDraft, MessageDraft
from domain.threads.presence import Presence
from domain.threads.roles import context_of
from schema.accounts import User
from schema.briefs import ProjectPanel
from schema.media import AttachmentInput
from schema.messages import Message, MessageKind
from schema.profiles import RoleType
from schema.reading import Held, finished, read
from schema.scalars import AWSDate, AWSDateTime

if TYPE_CHECKING:
    from schema.context import Context

for known in (model.ThreadKind, states.ThreadStatus, states.RequestStatus):
    strawberry.enum(known)
ThreadKind: TypeAlias = model.ThreadKind
ThreadStatus: TypeAlias = states.ThreadStatus
RequestStatus: TypeAlias = states.RequestStatus


def _presence(found: list[Any], context: "Context") -> Presence:
    thread_id, user_id, shared, _ = found
    return context.presence.state(thread_id, user_id) if shared else Presence()


def _online(found: list[Any], context: "Context") -> bool:
    return _presence(found, context).online


def _last_seen(found: list[Any], context: "Context") -> datetime | None:
    read_at = found[3]
    return _presence(found, context).last_seen or (datetime.fromisoformat(read_at) if read_at else None)


@strawberry.type
class Participant(Held):
    user_id: strawberry.ID = read()
    role: str | None = read()
    status: str | None = read()
    last_read_at: AWSDateTime | None = read()
    online: bool = finished(_online)
    user: User = read()
    muted_until: AWSDateTime | None = read()
    last_seen: AWSDateTime | None = finished(_last_seen)


@strawberry.type
class MessageRequestGate(Held):
    id: strawberry.ID = read()
    thread_id: strawberry.ID = read()
    target_user: strawberry.ID = read()
    status: RequestStatus = read()
    expires_at: AWSDateTime | None = read()
    reason: str | None = read()


@strawberry.type
class Thread(Held):
    id: strawberry.ID = read()
    thread_id: strawberry.ID = read()
    kind: ThreadKind = read()
    is_project: bool = read()
    subject: str | None = read()
    role_context: str | None = read()
    order_id: strawberry.ID | None = read()
    lbg_id: strawberry.ID | None = read()
    booking_id: strawberry.ID | None = read()
    leg_id: strawberry.ID | None = read()
    status: ThreadStatus = read()
    last_message_at: AWSDateTime | None = read()
    created_at: AWSDateTime = read()
    participants: list[Participant] = read()
    last_message: Message | None = read()
    unread_count: int = read()
    folder: str = read()
    starred: bool = read()
    pinned: bool = read()
    request_state: RequestStatus | None = read()
    gate: MessageRequestGate | None = read()
    project_panel: ProjectPanel | None = read()
    safe_mode_required: bool = read()
    bundle_key: str = read()
    banner: str | None = read()

    @classmethod
    def of(cls, value: model.Thread) -> "Thread":
        return cls(ref=(value.id,))


@strawberry.type
class InboxPage(Held):
    items: list[Thread]
    cursor: str | None
    total_unread: int = read()


@strawberry.input
class InboxFilterInput:
    role: RoleType | None = None
    status: ThreadStatus | None = None
    city: str | None = None
    from_: AWSDate | None = strawberry.field(name="from", default=None)
    to: AWSDate | None = None
    has_files: bool | None = None
    payment_pending: bool | None = None

    def to_domain(self) -> ports.InboxFilter:
        return ports.InboxFilter(
            role_context=context_of(self.role) if self.role else None,
            status=self.status,
            city=self.city,
            first_day=self.from_,
            last_day=self.to,
            has_files=self.has_files,
            payment_pending=self.payment_pending,
        )


@strawberry.input
class SendTextInput:
    thread_id: strawberry.ID
    body_text: str


def draft_of(
    kind: MessageKind | None,
    text: str | None,
    body: str | None,
    attachments: list[AttachmentInput] | None,
    action: object | None,
    client_message_id: str | None,
) -> MessageDraft:
    """The loose arguments of sendMessage as one value."""
    return MessageDraft(
        kind=kind or model.MessageKind.TEXT,
        text=text,
        body=body,
        attachments=tuple(
            AttachmentDraft(one.key, one.mime, one.bytes, one.kind or "preview", one.file_name)
            for one in attachments or ()
        ),
        has_action=action is not None,
        client_message_id=client_message_id,
    )
