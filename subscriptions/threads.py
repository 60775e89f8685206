"""Live conversations: the kept events of threads and inboxes, and the presence that is not kept."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from types import MappingProxyType
from typing import Final

import strawberry

from domain.facts import LiveEvent
from domain.ids import MessageId, ThreadId, UserId
from domain.threads import reading
from domain.threads.facts import inbox_topic, thread_topic
from domain.threads.presence import Presence, shares_presence, watchable
from schema.context import Info
from schema.live_threads import InboxEvent, PresenceEvent, ThreadEvent, new_message_of
from schema.messages import Message
from subscriptions.merging import merged

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
        async with info.context.presence.here(info.context.viewer.require_user()):
            kept = _kept(info, ThreadId(thread_id), after)
            async for event in merged(kept, _presence(info, ThreadId(thread_id))):
                yield event
                await _acknowledge(info, event.event)

    @strawberry.subscription
    async def inbox_events(self, info: Info, after: strawberry.ID | None = None) -> AsyncIterator[InboxEvent]:
        me = info.context.viewer.require_user()
        async with info.context.presence.here(me):
            async for event in info.context.feed.follow(inbox_topic(me), after=after):
                kind = IN_INBOX.get(event.name)
                if kind is not None:
                    yield InboxEvent.of(event, kind, info.context.feed.cursor(event))
                    await _acknowledge(info, event)

    @strawberry.subscription
    async def presence(self, info: Info, thread_id: strawberry.ID) -> AsyncIterator[PresenceEvent]:
        async with info.context.presence.here(info.context.viewer.require_user()):
            kept = _kept(info, ThreadId(thread_id), None)
            async for event in merged(kept, _presence(info, ThreadId(thread_id))):
                if event.presence is not None:
                    yield event.presence

    @strawberry.subscription
    async def on_thread_event(self, info: Info, thread_id: strawberry.ID) -> AsyncIterator[Message]:
        async with info.context.presence.here(info.context.viewer.require_user()):
            async for event in _kept(info, ThreadId(thread_id), None):
                message = await info.context.load.event_message(new_message_of(event))
                if message is not None:
                    yield message
                    await _acknowledge(info, event.event)


async def _kept(info: Info, thread_id: ThreadId, after: str | None) -> AsyncGenerator[ThreadEvent, None]:
    """The log of a thread; membership is asked at the start and whenever it may have changed."""

    async def may_follow() -> None:
        async with info.context.units() as uow:
            await watchable(uow, info.context.viewer, thread_id)

    feed = info.context.feed
    followed = feed.follow(thread_topic(thread_id), after=after, may_follow=may_follow, recheck_on=RECHECK)
    async for event in followed:
        kind = IN_THREAD.get(event.name)
        if kind is not None:
            yield ThreadEvent.of(event, kind, feed.cursor(event))


async def _presence(info: Info, thread_id: ThreadId) -> AsyncGenerator[ThreadEvent, None]:
    """Everybody's presence; only one's own for as long as a first contact is not taken."""
    async with info.context.units() as uow:
        thread = await watchable(uow, info.context.viewer, thread_id)
    hub = info.context.presence
    if not shares_presence(thread):
        alone = hub.follow(thread_id, (info.context.viewer.require_user(),))
        async for person, state in merged(alone, _until_taken(info, thread_id)):
            yield _presence_event(info, thread_id, person, state)
    async for person, state in hub.follow(thread_id, thread.members):
        yield _presence_event(info, thread_id, person, state)


async def _until_taken(info: Info, thread_id: ThreadId) -> AsyncGenerator[tuple[UserId, Presence], None]:
    """Ends once the gate of the thread is open, with one's own state once more."""
    me = info.context.viewer.require_user()

    async def still_closed() -> None:
        async with info.context.units() as uow:
            if shares_presence(await watchable(uow, info.context.viewer, thread_id)):
                raise GateOpen

    events = info.context.feed.follow(thread_topic(thread_id), may_follow=still_closed, recheck_on=TAKEN)
    try:
        async with aclosing(events):
            async for _ in events:
                pass
    except GateOpen:
        yield me, info.context.presence.state(thread_id, me)


def _presence_event(info: Info, thread_id: ThreadId, person: UserId, state: Presence) -> ThreadEvent:
    now = info.context.clock.now()
    return ThreadEvent.of_presence(PresenceEvent.of(thread_id, person, state, now), now)


async def _acknowledge(info: Info, event: LiveEvent | None) -> None:
    """The event has gone out: what it carried is delivered to this viewer."""
    if event is None or event.name != "msg.send":
        return
    async with info.context.units() as uow:
        await reading.note_delivered(uow, info.context.viewer, MessageId(str(event.ids["message_id"])))
