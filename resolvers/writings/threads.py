"""Conversations."""

from collections.abc import Sequence
from typing import Any

from domain.ids import MessageId, Prefix
from domain.threads.drafts import require_sendable
from domain.threads.joining import plain_joining
from domain.threads.moderation import MEMORY
from persistence.threads import joining
from resolvers.writings.base import Decided, Writer, Writing, writing
from schema.media import AttachmentInput
from schema.messages import MessageKind
from schema.threads import draft_of


@writing("send_message")
def send_message(
    writer: Writer,
    thread_id: str,
    kind: MessageKind | None = MessageKind.TEXT,
    text: str | None = None,
    body: str | None = None,
    attachments: list[AttachmentInput] | None = None,
    action: object | None = None,
    client_message_id: str | None = None,
) -> Writing:
    sender = writer.viewer.require_user()
    draft = draft_of(kind, text, body, attachments, action, client_message_id)
    require_sendable(draft)

    def decide(rows: Sequence[Any]) -> Decided | None:
        seen = joining.seen(rows)
        if seen is None or seen.is_known_key:
            return None
        message_id = MessageId(writer.new_id(Prefix.MESSAGE))
        joined = plain_joining(seen.place, sender, draft, message_id, writer.now)
        if joined is None:
            return None
        [fact] = joined.facts()
        event_id = writer.new_id(Prefix.EVENT)
        return Decided(joining.values_of(joined, fact, event_id, seen.version, writer.now), fact)

    asked = {
        "thread": thread_id,
        "sender": sender,
        "client_id": draft.client_message_id,
        "since": writer.now - MEMORY,
        "key": writer.key,
    }
    return Writing(joining.LOOK, asked, decide, joining.JOINED[writer.key is not None])
