"""Live conversations: the kept events of threads and inboxes, and the presence that is not kept."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from types import MappingProxyType
from typing import Final, TypeVar

import strawberry

from domain.facts import LiveEvent
from domain.ids import MessageId, ThreadId, UserId
from domain.threads.facts import inbox_topic, thread_topic
from domain.threads.model import Delivery
from domain.threads.policy import is_never_withheld, withheld_from
from domain.threads.presence import Presence, shares_presence, watchable
from schema.context import Context, Info
from schema.live_threads import InboxEvent, PresenceEvent, ThreadEvent, new_message_of
from schema.messages import Message
from subscriptions.live import Live, Version
from subscriptions.merging import merged

V = TypeVar("V")

# How the catalogue's facts are called in the contract's events.
IN_THREAD: Final = MappingProxyType(
    {
        "msg.send": "message.new",
        "msg.read": "read",
        "msg.delivered": "delivered",
        "msg.request.open": "gate.updated",
        "msg.request.accept": "gate.updated",
        "panel.brief.update": "panel.updated",
        "thread.create": "thread.updated",
        "thread.promoted_to_project": "thread.updated",
        "message.blocked": "thread.updated",
    }
)
IN_INBOX: Final = MappingProxyType(
    {
        "thread.create": "thread.new",
        "msg.send": "thread.updated",
        "msg.read": "thread.read",
        "msg.request.open": "request.new",
        "msg.request.accept": "thread.updated",
        "thread.promoted_to_project": "thread.updated",
    }
)
# Facts that open the gate of a thread.
TAKEN: Final = frozenset({"msg.request.accept", "thread.promoted_to_project"})
# Facts after which somebody may no longer belong.
RECHECK: Final = frozenset({"msg.block"})


class GateOpen(Exception):
    """A first contact was taken, so that there is nothing to wait for any more."""


@strawberry.type
class ThreadsSubscription:
    @strawberry.subscription
    async def thread_events(
        self, info: Info, thread_id: strawberry.ID, after: strawberry.ID | None = None
    ) -> AsyncIterator[ThreadEvent]:
        return ThreadLive(info.context, ThreadId(thread_id), after)

    @strawberry.subscription
    async def inbox_events(self, info: Info, after: strawberry.ID | None = None) -> AsyncIterator[InboxEvent]:
        return InboxLive(info.context, after)

    @strawberry.subscription
    async def presence(self, info: Info, thread_id: strawberry.ID) -> AsyncIterator[PresenceEvent]:
        return PresenceLive(info.context, ThreadId(thread_id), None)

    @strawberry.subscription
    async def on_thread_event(self, info: Info, thread_id: strawberry.ID) -> AsyncIterator[Message]:
        return MessagesLive(info.context, ThreadId(thread_id), None)


class _Delivering(Live[V]):
    """Followers to whom a message is delivered by being told of it."""

    def receipt(self, event: LiveEvent) -> Delivery | None:
        if event.name != "msg.send" or event.actor == self.user_id:
            return None
        thread_id, message_id = ThreadId(str(event.ids["thread_id"])), MessageId(str(event.ids["message_id"]))
        return Delivery(thread_id, self.user_id, message_id)


class InboxLive(_Delivering[InboxEvent]):
    """One's own inbox, which nobody else follows."""

    def __init__(self, context: Context, after: str | None) -> None:
        super().__init__(context, inbox_topic(context.viewer.require_user()), after)

    async def admit(self) -> None:
        pass

    async def versions(
        self, event: LiveEvent, everybody: Sequence["InboxLive"]
    ) -> Sequence[Version[InboxEvent] | None]:
        kind = IN_INBOX.get(event.name)
        if kind is None:
            return [None for _ in everybody]
        told = InboxEvent.of(event, kind, self.context.feed.cursor(event))
        return [Version(live.user_id, told) for live in everybody]


class _OfThread(_Delivering[V]):
    """Something that only members of a thread may follow."""

    recheck_on = RECHECK

    def __init__(self, context: Context, thread_id: ThreadId, after: str | None) -> None:
        super().__init__(context, thread_topic(thread_id), after)
        self.thread_id = thread_id
        self._is_open = False

    async def admit(self) -> None:
        async with self.context.units() as uow:
            await watchable(uow, self.context.viewer, self.thread_id)

    async def withheld(self, everybody: Sequence[Live[V]]) -> list[bool]:
        """For whom what is written is held back now; the thread is read once for all, until it is open."""
        if self._is_open:
            return [False for _ in everybody]
        thread = await self.context.load.thread.load(self.thread_id)
        self._is_open = thread is not None and is_never_withheld(thread)
        return [thread is None or withheld_from(thread, live.user_id) for live in everybody]


class ThreadLive(_OfThread[ThreadEvent]):
    """Everything kept that happens in a thread, and beside it who is here."""

    async def versions(
        self, event: LiveEvent, everybody: Sequence["ThreadLive"]
    ) -> Sequence[Version[ThreadEvent] | None]:
        kind = IN_THREAD.get(event.name)
        if kind is None:
            return [None for _ in everybody]
        brings_words = new_message_of(event, kind) is not None
        held_back = await self.withheld(everybody) if brings_words else [False for _ in everybody]
        cursor = self.context.feed.cursor(event)
        told = {
            held: Version(held, ThreadEvent.of(event, kind, cursor, withheld=held)) for held in set(held_back)
        }
        return [told[held] for held in held_back]

    def beside(self) -> AsyncGenerator[ThreadEvent, None]:
        return _thread_presence(self.context, self.thread_id)


class MessagesLive(_OfThread[Message]):
    """New messages of a thread, as plain messages."""

    async def versions(
        self, event: LiveEvent, everybody: Sequence["MessagesLive"]
    ) -> Sequence[Version[Message] | None]:
        message_id = new_message_of(event, IN_THREAD.get(event.name, ""))
        if message_id is None:
            return [None for _ in everybody]
        told = Version("", Message(ref=(message_id,)))
        return [None if held else told for held in await self.withheld(everybody)]


class PresenceLive(_OfThread[PresenceEvent]):
    """Who is here and who is typing; followed for as long as one is a member."""

    async def versions(
        self, _event: LiveEvent, everybody: Sequence["PresenceLive"]
    ) -> Sequence[Version[PresenceEvent] | None]:
        return [None for _ in everybody]

    def receipt(self, _event: LiveEvent) -> None:
        return None

    def beside(self) -> AsyncGenerator[PresenceEvent, None]:
        return _presence(self.context, self.thread_id)


async def _thread_presence(context: Context, thread_id: ThreadId) -> AsyncGenerator[ThreadEvent, None]:
    async with aclosing(_presence(context, thread_id)) as states:
        async for state in states:
            yield ThreadEvent.of_presence(state, context.clock.now())


async def _presence(context: Context, thread_id: ThreadId) -> AsyncGenerator[PresenceEvent, None]:
    """Everybody's presence; only one's own for as long as a first contact is not taken."""
    hub, now = context.presence, context.clock.now
    is_shared, members = await _present(context, thread_id)
    if not is_shared:
        alone = hub.follow(thread_id, (context.viewer.require_user(),))
        async for person, state in merged(alone, _until_taken(context, thread_id)):
            yield PresenceEvent.of(thread_id, person, state, now())
    async for person, state in hub.follow(thread_id, members):
        yield PresenceEvent.of(thread_id, person, state, now())


async def _present(context: Context, thread_id: ThreadId) -> tuple[bool, tuple[UserId, ...]]:
    """Whether the members of a thread see each other, and who they are; nothing else of it is kept."""
    async with context.units() as uow:
        thread = await watchable(uow, context.viewer, thread_id)
    return shares_presence(thread), thread.members


async def _until_taken(
    context: Context, thread_id: ThreadId
) -> AsyncGenerator[tuple[UserId, Presence], None]:
    """Ends once the gate of the thread is open, with one's own state once more."""
    me = context.viewer.require_user()

    async def still_closed() -> None:
        async with context.units() as uow:
            if shares_presence(await watchable(uow, context.viewer, thread_id)):
                raise GateOpen

    events = context.feed.follow(thread_topic(thread_id), may_follow=still_closed, recheck_on=TAKEN)
    try:
        async with aclosing(events):
            async for _ in events:
                pass
    except GateOpen:
        yield me, context.presence.state(thread_id, me)
