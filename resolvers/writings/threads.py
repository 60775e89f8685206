"""Conversations."""

from domain.ids import MessageId, Prefix, ThreadId
from domain.threads import facts
from domain.threads.drafts import require_sendable
from domain.threads.joining import plain_message
from persistence.threads import joining
from resolvers.writings.base import Writer, Writing, writing
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
) -> Writing | None:
    sender = writer.viewer.require_user()
    draft = draft_of(kind, text, body, attachments, action, client_message_id)
    require_sendable(draft)
    message = plain_message(MessageId(writer.new_id(Prefix.MESSAGE)), sender, draft)
    if message is None:
        return None
    fact = facts.plain_message_sent(ThreadId(thread_id), message)
    values = joining.values_of(ThreadId(thread_id), message, fact, writer.new_id(Prefix.EVENT), writer.now)
    return Writing(joining.JOINED[writer.key is not None], values, fact)
