"""Posting a message, and what follows from it."""

from domain.ids import MessageId, Prefix, ThreadId
from domain.ports import UnitOfWork
from domain.threads.drafts import MessageDraft, finished_uploads, require_sendable
from domain.threads.joining import joining, new_message, require_place
from domain.threads.limits import take_send
from domain.threads.model import Message, NewMessage, Thread
from domain.threads.moderation import MEMORY, Record
from domain.threads.policy import require_member
from domain.viewer import Viewer

REQUEST_TIMER = "threads.request_lapse"


async def send_message(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId, draft: MessageDraft) -> Message:
    """Post to a thread. A repeat with the same clientMessageId answers with the first message."""
    sender = viewer.require_user()
    require_sendable(draft)
    place = await uow.threads.place_to_write(thread_id, sender, draft.client_message_id, uow.now - MEMORY)
    require_member(place.thread, sender)
    if place.is_repeat and draft.client_message_id is not None:
        earlier = await uow.threads.sent_as(thread_id, sender, draft.client_message_id)
        if earlier is not None:
            return earlier
    thread = require_place(place, sender, uow.now)
    await take_send(uow.limits, sender)
    attachments = await finished_uploads(uow, viewer, draft)
    message = new_message(MessageId(uow.new_id(Prefix.MESSAGE)), sender, draft, attachments)
    return await post(uow, thread, message, place.record)


async def post(uow: UnitOfWork, thread: Thread, message: NewMessage, record: Record) -> Message:
    """Put a person's message into a held thread: through its gate and the policy check, or not at all."""
    joined = joining(thread, message, record, uow.now)
    sent = await append(uow, joined.after, joined.message)
    if joined.after != thread:
        await uow.threads.save(joined.after)
    if joined.opens_gate:
        await uow.unschedule(REQUEST_TIMER, thread.id)
    for fact in joined.facts():
        uow.emit(fact)
    return sent


async def append(uow: UnitOfWork, thread: Thread, message: NewMessage) -> Message:
    sent = await uow.threads.append(thread, message, uow.now)
    if sent is None:
        raise AssertionError("only system messages have a key to collide on")
    return sent
