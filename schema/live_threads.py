"""What happens in conversations, as live events (contract messaging.graphql)."""

from datetime import datetime

import strawberry

from domain.facts import LiveEvent
from domain.ids import MessageId, ThreadId, UserId
from domain.threads.presence import Presence
from schema.context import Info
from schema.messages import Message
from schema.scalars import AWSDateTime
from schema.threads import Thread


@strawberry.type
class PresenceEvent:
    thread_id: strawberry.ID
    user_id: strawberry.ID
    online: bool
    typing: bool
    last_seen: AWSDateTime | None
    expires_at: AWSDateTime

    @classmethod
    def of(cls, thread_id: ThreadId, user_id: UserId, state: Presence, now: datetime) -> "PresenceEvent":
        return cls(
            thread_id=strawberry.ID(thread_id),
            user_id=strawberry.ID(user_id),
            online=state.online,
            typing=state.typing,
            last_seen=state.last_seen,
            expires_at=state.expires_at(now),
        )


@strawberry.type
class ThreadEvent:
    event: strawberry.Private[LiveEvent | None]
    cursor: strawberry.ID | None
    thread_id: strawberry.ID
    type: str
    presence: PresenceEvent | None
    user_id: strawberry.ID | None
    tab: str | None
    at: AWSDateTime
    withheld: strawberry.Private[bool] = False

    @classmethod
    def of(cls, event: LiveEvent, kind: str, cursor: str, *, withheld: bool = False) -> "ThreadEvent":
        """`withheld` for somebody who may hear that it happened, but not what was written."""
        return cls(
            event=event,
            withheld=withheld,
            cursor=strawberry.ID(cursor),
            thread_id=strawberry.ID(str(event.ids["thread_id"])),
            type=kind,
            presence=None,
            user_id=strawberry.ID(str(event.ids["user_id"])) if kind in {"read", "delivered"} else None,
            tab="brief" if kind == "panel.updated" else None,
            at=event.at,
        )

    @classmethod
    def of_presence(cls, presence: PresenceEvent, at: datetime) -> "ThreadEvent":
        """Not kept, so without a position."""
        return cls(
            event=None,
            cursor=None,
            thread_id=presence.thread_id,
            type="presence",
            presence=presence,
            user_id=None,
            tab=None,
            at=at,
        )

    @strawberry.field
    def message(self) -> Message | None:
        message_id = new_message_of(self.event, self.type) if self.event and not self.withheld else None
        return Message(ref=(message_id,)) if message_id else None

    @strawberry.field
    async def up_to(self, info: Info) -> AWSDateTime | None:
        if self.type not in {"read", "delivered"}:
            return None
        return await info.context.load.sent_at(_message_id(self.event) if self.event else None)


@strawberry.type
class InboxEvent:
    cursor: strawberry.ID | None
    type: str
    thread_id: strawberry.ID | None
    at: AWSDateTime

    @classmethod
    def of(cls, event: LiveEvent, kind: str, cursor: str) -> "InboxEvent":
        thread_id = event.ids.get("thread_id")
        return cls(
            cursor=strawberry.ID(cursor),
            type=kind,
            thread_id=strawberry.ID(str(thread_id)) if thread_id else None,
            at=event.at,
        )

    @strawberry.field
    async def thread(self, info: Info) -> Thread | None:
        found = await info.context.load.my_thread(self.thread_id)
        return Thread.of(found) if found else None

    @strawberry.field
    async def unread_count(self, info: Info) -> int | None:
        found = await info.context.load.my_thread(self.thread_id)
        mine = found.participant(info.context.viewer.user_id) if found else None
        return mine.unread_count if mine else None

    @strawberry.field
    async def total_unread(self, info: Info) -> int:
        return await info.context.load.my_unread()


def new_message_of(event: LiveEvent, kind: str) -> MessageId | None:
    """Which message an event brings; receipts name one too, but only to say how far."""
    return _message_id(event) if kind.startswith("message.") else None


def _message_id(event: LiveEvent) -> MessageId | None:
    found = event.ids.get("message_id")
    return MessageId(str(found)) if found else None
