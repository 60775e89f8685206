"""Conversations, as clients see them (contract messaging.graphql)."""

from typing import TypeAlias

import strawberry

from domain.ids import UserId
from domain.threads import folders, model, policy, ports, states
from domain.threads.drafts import AttachmentDraft, MessageDraft
from domain.threads.presence import Presence, shares_presence
from domain.threads.roles import context_of
from schema.accounts import User
from schema.briefs import ProjectPanel
from schema.context import Info
from schema.media import AttachmentInput
from schema.messages import Message, MessageKind
from schema.profiles import RoleType
from schema.scalars import AWSDate, AWSDateTime

for known in (model.ThreadKind, states.ThreadStatus, states.RequestStatus):
    strawberry.enum(known)
ThreadKind: TypeAlias = model.ThreadKind
ThreadStatus: TypeAlias = states.ThreadStatus
RequestStatus: TypeAlias = states.RequestStatus


@strawberry.type
class Participant:
    value: strawberry.Private[model.Participant]
    presence: strawberry.Private[Presence]
    user_id: strawberry.ID
    role: str | None
    status: str | None
    last_read_at: AWSDateTime | None
    online: bool

    @classmethod
    def of(cls, value: model.Participant, presence: Presence) -> "Participant":
        return cls(
            value=value,
            presence=presence,
            user_id=strawberry.ID(value.user_id),
            role=value.side.value,
            status=value.standing.value,
            last_read_at=value.last_read_at,
            online=presence.online,
        )

    @strawberry.field
    async def user(self, info: Info) -> User:
        return await info.context.load.user(self.value.user_id)

    @strawberry.field
    def muted_until(self, info: Info) -> AWSDateTime | None:
        return self.value.muted_until if info.context.viewer.user_id == self.value.user_id else None

    @strawberry.field
    def last_seen(self) -> AWSDateTime | None:
        return self.presence.last_seen or self.value.last_read_at


@strawberry.type
class MessageRequestGate:
    id: strawberry.ID
    thread_id: strawberry.ID
    target_user: strawberry.ID
    status: RequestStatus
    expires_at: AWSDateTime | None
    reason: str | None

    @classmethod
    def of(cls, gate: model.Gate, viewer: UserId | None) -> "MessageRequestGate":
        return cls(
            id=strawberry.ID(gate.id),
            thread_id=strawberry.ID(gate.thread_id),
            target_user=strawberry.ID(gate.target_user),
            status=policy.status_shown(gate, viewer),
            expires_at=gate.expires_at,
            reason=policy.reason_shown(gate, viewer),
        )


@strawberry.type
class Thread:
    value: strawberry.Private[model.Thread]
    id: strawberry.ID
    thread_id: strawberry.ID
    kind: ThreadKind
    is_project: bool
    subject: str | None
    role_context: str | None
    order_id: strawberry.ID | None
    lbg_id: strawberry.ID | None
    booking_id: strawberry.ID | None
    leg_id: strawberry.ID | None
    status: ThreadStatus
    last_message_at: AWSDateTime | None
    created_at: AWSDateTime

    @classmethod
    def of(cls, value: model.Thread) -> "Thread":
        return cls(
            value=value,
            id=strawberry.ID(value.id),
            thread_id=strawberry.ID(value.id),
            kind=value.kind,
            is_project=value.is_project,
            subject=value.subject,
            role_context=value.role_context,
            order_id=_id(value.order_id),
            lbg_id=_id(value.lbg_id),
            booking_id=_id(value.lbg_id),
            leg_id=_id(value.leg_id),
            status=value.status,
            last_message_at=value.last_message_at,
            created_at=value.created_at,
        )

    @strawberry.field
    def participants(self, info: Info) -> list[Participant]:
        hub, shared = info.context.presence, shares_presence(self.value)
        return [
            Participant.of(one, hub.state(self.value.id, one.user_id) if shared else Presence())
            for one in self.value.participants
        ]

    @strawberry.field
    async def last_message(self, info: Info) -> Message | None:
        return await info.context.load.last_message(self.value)

    @strawberry.field
    def unread_count(self, info: Info) -> int:
        return self._mine(info).unread_count

    @strawberry.field
    def folder(self, info: Info) -> str:
        return folders.home_of(self.value, self._mine(info))

    @strawberry.field
    def starred(self, info: Info) -> bool:
        return self._mine(info).starred

    @strawberry.field
    def pinned(self, info: Info) -> bool:
        return self._mine(info).pinned

    @strawberry.field
    def request_state(self, info: Info) -> RequestStatus | None:
        gate = self.value.gate
        return policy.status_shown(gate, info.context.viewer.user_id) if gate else None

    @strawberry.field
    def gate(self, info: Info) -> MessageRequestGate | None:
        gate = self.value.gate
        return MessageRequestGate.of(gate, info.context.viewer.user_id) if gate else None

    @strawberry.field
    async def project_panel(self, info: Info) -> ProjectPanel | None:
        return await info.context.load.panel(self.value)

    @strawberry.field
    async def safe_mode_required(self, info: Info) -> bool:
        return bool(await info.context.load.unsafe.load(self.value.id))

    @strawberry.field
    def bundle_key(self, info: Info) -> str:
        return self.value.bundle_key(info.context.viewer.user_id)

    @strawberry.field
    def banner(self, info: Info) -> str | None:
        return self.value.banner(info.context.clock.now())

    def _mine(self, info: Info) -> model.Participant:
        """The viewer's own part; whoever reached a thread takes part in it."""
        mine = self.value.participant(info.context.viewer.user_id)
        if mine is None:
            raise AssertionError("a thread is only ever handed to its participants")
        return mine


def _id(value: str | None) -> strawberry.ID | None:
    return strawberry.ID(value) if value is not None else None


@strawberry.type
class InboxPage:
    items: list[Thread]
    cursor: str | None

    @strawberry.field
    async def total_unread(self, info: Info) -> int:
        return await info.context.load.my_unread()


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
