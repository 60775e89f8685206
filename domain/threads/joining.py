"""What a person's message comes to in its thread: decided from what was read, before anything is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.facts import Fact
from domain.ids import MessageId, UserId
from domain.threads import facts
from domain.threads.drafts import MessageDraft
from domain.threads.model import Attachment, NewMessage, Thread
from domain.threads.moderation import HOLD, Record, earns_hold, hint_for
from domain.threads.policy import require_member, require_not_blocked, require_open_for_posts, through_gate
from domain.threads.ports import Place
from domain.threads.states import ThreadMove, ThreadStatus, can_move, status_after


@dataclass(frozen=True)
class Joining:
    """A message that may join its thread, and the thread before and after it."""

    message: NewMessage
    before: Thread
    after: Thread
    is_held: bool = False

    @property
    def opens_gate(self) -> bool:
        return self.before.gate != self.after.gate

    def facts(self) -> Iterator[Fact]:
        if self.opens_gate and self.after.gate is not None:
            yield facts.request_accepted(self.after, self.after.gate)
        yield facts.message_sent(self.after, self.message)
        if self.is_held:
            yield facts.thread_held(self.after, self.message)


def require_place(place: Place, sender: UserId, now: datetime) -> Thread:
    """The thread, when this sender may write there."""
    thread, _ = require_member(place.thread, sender)
    require_open_for_posts(thread, now)
    require_not_blocked(blocked=place.is_blocked)
    return thread


def new_message(
    message_id: MessageId, sender: UserId, draft: MessageDraft, attachments: tuple[Attachment, ...] = ()
) -> NewMessage:
    return NewMessage(
        id=message_id,
        kind=draft.kind,
        sender_id=sender,
        body_text=draft.words,
        attachments=attachments,
        client_message_id=draft.client_message_id,
    )


def joining(thread: Thread, message: NewMessage, record: Record, now: datetime) -> Joining:
    """Through the gate of the thread and the policy check. Raises what either refuses with."""
    gate = through_gate(thread, message.sender_id, message.body_text or "")
    hint = hint_for([message.body_text, *_names(message)], confirmed=thread.is_project, record=record)
    held = earns_hold(hint, record)
    move = ThreadMove.ASK if message.sender_id == thread.opened_by else ThreadMove.ANSWER
    until = now + HOLD if held else thread.held_until
    moved = replace(thread, status=status_after(thread.status, move), gate=gate, held_until=until)
    return Joining(replace(message, policy_hint=hint), thread, moved, is_held=held)


# Where a message moves its thread, by whether its opener asks or another one answers, and where it stood.
# What is not there takes no messages.
MOVED: Final[Mapping[ThreadMove, Mapping[ThreadStatus, ThreadStatus]]] = {
    move: {status: status_after(status, move) for status in ThreadStatus if can_move(status, move)}
    for move in (ThreadMove.ASK, ThreadMove.ANSWER)
}


def plain_message(message_id: MessageId, sender: UserId, draft: MessageDraft) -> NewMessage | None:
    """A message of words alone that nothing speaks against, whatever was said before; None for any other.

    Raises what it would be refused with anywhere.
    """
    if draft.attachments or hint_for([draft.words], confirmed=False, record=Record()) is not None:
        return None
    return new_message(message_id, sender, draft)


def _names(message: NewMessage) -> list[str | None]:
    return [attachment.file_name for attachment in message.attachments]
