"""What a conversation is made of. Values only; who may do what is in policy.py."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.ids import GateId, LbgId, LegId, MediaId, MessageId, OrderId, ThreadId, UserId
from domain.threads.states import GateMove, RequestStatus, ThreadMove, ThreadStatus, gate_after, status_after


@dataclass(frozen=True)
class Delivery:
    """That a message was handed to somebody."""

    thread_id: ThreadId
    user_id: UserId
    message_id: MessageId


class ThreadKind(StrEnum):
    INQUIRY = "INQUIRY"
    BOOKING = "BOOKING"
    STUDIO = "STUDIO"
    INVITE = "INVITE"
    SUPPORT = "SUPPORT"
    DISPUTE = "DISPUTE"
    SYSTEM = "SYSTEM"


class MessageKind(StrEnum):
    TEXT = "TEXT"
    IMAGE = "IMAGE"
    FILE = "FILE"
    CARD = "CARD"
    SYSTEM = "SYSTEM"


class Side(StrEnum):
    """Which side of a conversation a participant is on."""

    BUYER = "buyer"
    PROVIDER = "provider"
    HOST = "host"
    SUPPORT = "support"


class Standing(StrEnum):
    """Whether a participant still takes part."""

    ACTIVE = "active"
    LEFT = "left"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Participant:
    """One person's place in a thread, with everything that is theirs alone: reads, folder, stars."""

    thread_id: ThreadId
    user_id: UserId
    side: Side
    standing: Standing = Standing.ACTIVE
    last_read_seq: int = 0
    last_read_at: datetime | None = None
    delivered_seq: int = 0
    unread_count: int = 0
    moved_to: str | None = None
    starred: bool = False
    pinned: bool = False
    muted_until: datetime | None = None


@dataclass(frozen=True)
class Gate:
    """What stands in front of a first contact until its target answers.

    `opened_seq` is the thread's last message before this attempt: what came after is the first contact.
    """

    id: GateId
    thread_id: ThreadId
    target_user: UserId
    status: RequestStatus
    expires_at: datetime | None
    reason: str | None = None
    opened_seq: int = 0

    def moved(self, move: GateMove) -> "Gate":
        return replace(self, status=gate_after(self.status, move))

    def withholds_from(self, user_id: UserId) -> bool:
        """A first contact that looked wrong is not shown to its target before they choose to take it."""
        return (
            self.reason is not None and self.status != RequestStatus.ACCEPTED and user_id == self.target_user
        )


@dataclass(frozen=True)
class Thread:
    """A conversation. Its participants and gate come with it: no rule can be judged without them."""

    id: ThreadId
    kind: ThreadKind
    status: ThreadStatus
    opened_by: UserId
    created_at: datetime
    participants: tuple[Participant, ...] = ()
    gate: Gate | None = None
    subject: str | None = None
    role_context: str | None = None
    city: str | None = None
    order_id: OrderId | None = None
    lbg_id: LbgId | None = None
    leg_id: LegId | None = None
    last_seq: int = 0
    last_message_id: MessageId | None = None
    last_message_at: datetime | None = None
    held_until: datetime | None = None

    @property
    def is_project(self) -> bool:
        return self.lbg_id is not None

    @property
    def active_at(self) -> datetime:
        """What inboxes are ordered by."""
        return self.last_message_at or self.created_at

    def participant(self, user_id: UserId | None) -> Participant | None:
        return next((one for one in self.participants if one.user_id == user_id), None)

    def others(self, user_id: UserId) -> tuple[Participant, ...]:
        return tuple(one for one in self.participants if one.user_id != user_id)

    @property
    def members(self) -> tuple[UserId, ...]:
        return tuple(one.user_id for one in self.participants if one.standing == Standing.ACTIVE)

    def moved(self, move: ThreadMove) -> "Thread":
        return replace(self, status=status_after(self.status, move))

    def bundle_key(self, user_id: UserId | None) -> str:
        """Threads of the caller with the same people share it."""
        return "+".join(sorted(one.user_id for one in self.participants if one.user_id != user_id))

    def banner(self, now: datetime) -> str | None:
        """The strongest thing everyone in the thread should know."""
        if self.status == ThreadStatus.LOCKED:
            return "locked"
        if self.status == ThreadStatus.DISPUTED:
            return "dispute"
        return "soft_blocked" if self.held_until is not None and now < self.held_until else None


@dataclass(frozen=True)
class Attachment:
    """A finished upload carried by a message, and what its sender called it."""

    media_id: MediaId
    file_name: str | None = None


@dataclass(frozen=True)
class Message:
    """One message. `seq` counts 1, 2, 3 … within its thread and never skips."""

    id: MessageId
    thread_id: ThreadId
    seq: int
    kind: MessageKind
    sender_id: UserId
    created_at: datetime
    body_text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    client_message_id: str | None = None
    policy_hint: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True)
class NewMessage:
    """A message that has passed every check and waits for its place in the thread."""

    id: MessageId
    kind: MessageKind
    sender_id: UserId
    body_text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    client_message_id: str | None = None
    policy_hint: str | None = None
    system_key: str | None = None
