"""Posting a message, and what follows from it."""

from dataclasses import replace

from domain.ids import MessageId, Prefix, ThreadId
from domain.ports import UnitOfWork
from domain.threads import facts
from domain.threads.drafts import MessageDraft, finished_uploads, require_sendable
from domain.threads.limits import take_send
from domain.threads.model import Message, NewMessage, Thread
from domain.threads.moderation import HOLD, MEMORY, Record, earns_hold, hint_for
from domain.threads.policy import require_member, require_not_blocked, require_open_for_posts, through_gate
from domain.threads.states import ThreadMove
from domain.viewer import Viewer

REQUEST_TIMER = "threads.request_lapse"


async def send_message(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId, draft: MessageDraft) -> Message:
    """Post to a thread. A repeat with the same clientMessageId answers with the first message."""
    sender = viewer.require_user()
    require_sendable(draft)
    place = await uow.threads.place_to_write(thread_id, sender, draft.client_message_id, uow.now - MEMORY)
    thread, _ = require_member(place.thread, sender)
    if place.is_repeat and draft.client_message_id is not None:
        earlier = await uow.threads.sent_as(thread_id, sender, draft.client_message_id)
        if earlier is not None:
            return earlier
    require_open_for_posts(thread, uow.now)
    require_not_blocked(blocked=place.is_blocked)
    await take_send(uow.limits, sender)
    attachments = await finished_uploads(uow, viewer, draft)
    message = NewMessage(
        id=MessageId(uow.new_id(Prefix.MESSAGE)),
        kind=draft.kind,
        sender_id=sender,
        body_text=draft.words,
        attachments=attachments,
        client_message_id=draft.client_message_id,
    )
    return await post(uow, thread, message, place.record)


async def post(uow: UnitOfWork, thread: Thread, message: NewMessage, record: Record) -> Message:
    """Put a person's message into a held thread: through its gate and the policy check, or not at all."""
    gate = through_gate(thread, message.sender_id, message.body_text or "")
    hint = hint_for([message.body_text, *_names(message)], confirmed=thread.is_project, record=record)
    held = earns_hold(hint, record)
    move = ThreadMove.ASK if message.sender_id == thread.opened_by else ThreadMove.ANSWER
    moved = replace(thread.moved(move), gate=gate, held_until=uow.now + HOLD if held else thread.held_until)
    sent = await append(uow, moved, replace(message, policy_hint=hint))
    if moved != thread:
        await uow.threads.save(moved)
    await _announce(uow, thread, moved, sent, held=held)
    return sent


def _names(message: NewMessage) -> list[str | None]:
    return [attachment.file_name for attachment in message.attachments]


async def append(uow: UnitOfWork, thread: Thread, message: NewMessage) -> Message:
    sent = await uow.threads.append(thread, message, uow.now)
    if sent is None:
        raise AssertionError("only system messages have a key to collide on")
    return sent


async def _announce(uow: UnitOfWork, before: Thread, after: Thread, sent: Message, *, held: bool) -> None:
    if before.gate is not None and after.gate is not None and before.gate != after.gate:
        uow.emit(facts.request_accepted(after, after.gate))
        await uow.unschedule(REQUEST_TIMER, after.id)
    uow.emit(facts.message_sent(after, sent))
    if held:
        uow.emit(facts.thread_held(after, sent))
