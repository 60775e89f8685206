"""A message as somebody wants to post it, and whether it can be one at all."""

from dataclasses import dataclass

from domain.errors import Forbidden, Invalid, NotFound
from domain.media.actions import use_upload
from domain.media.model import Upload
from domain.media.purposes import MEGABYTE, PURPOSES, accepted_type
from domain.ports import UnitOfWork
from domain.threads.limits import ATTACHMENTS_MAX, CLIENT_ID_MAX, TEXT_MAX
from domain.threads.model import Attachment, MessageKind
from domain.validation import Problems
from domain.viewer import Viewer

PURPOSE = PURPOSES["message"]


@dataclass(frozen=True)
class AttachmentDraft:
    key: str
    mime: str
    size_bytes: int
    kind: str = "preview"
    file_name: str | None = None


@dataclass(frozen=True)
class MessageDraft:
    """`text` and `body` are two names of one thing; either will do."""

    kind: MessageKind = MessageKind.TEXT
    text: str | None = None
    body: str | None = None
    attachments: tuple[AttachmentDraft, ...] = ()
    has_action: bool = False
    client_message_id: str | None = None

    @property
    def words(self) -> str | None:
        return self.text if self.text is not None else self.body


def require_sendable(draft: MessageDraft) -> None:
    """VALIDATION_FAILED, or the code of the attachment or card that cannot be."""
    if draft.kind == MessageKind.CARD:
        raise Invalid("CARD_INVALID", "Action cards of this type cannot be posted here.")
    problems = Problems()
    problems.require("kind", "Only the platform writes system messages.", ok=draft.kind != MessageKind.SYSTEM)
    problems.require("action", "Only a card carries an action.", ok=not draft.has_action)
    _words(problems, draft)
    if draft.client_message_id is not None:
        problems.text("clientMessageId", draft.client_message_id, CLIENT_ID_MAX)
    _attachments(problems, draft)
    problems.raise_if_any()
    for attachment in draft.attachments:
        _require_fits(attachment, draft.kind)


def _words(problems: Problems, draft: MessageDraft) -> None:
    both = draft.text is not None and draft.body is not None
    problems.require("body", "Say it once, as text or as body.", ok=not both or draft.text == draft.body)
    if draft.words is not None or draft.kind == MessageKind.TEXT:
        problems.text("text", draft.words or "", TEXT_MAX)


def _attachments(problems: Problems, draft: MessageDraft) -> None:
    fewest = 0 if draft.kind == MessageKind.TEXT else 1
    problems.count("attachments", draft.attachments, ATTACHMENTS_MAX, min=fewest)
    keys = [attachment.key for attachment in draft.attachments]
    problems.require("attachments", "The same file twice.", ok=len(set(keys)) == len(keys))
    for place, attachment in enumerate(draft.attachments[:ATTACHMENTS_MAX]):
        inside = problems.within(f"attachments.{place}.")
        inside.one_of("kind", attachment.kind, {"preview"})
        inside.text("key", attachment.key, 500)
        inside.require("bytes", "A file has at least one byte.", ok=attachment.size_bytes > 0)
        if attachment.file_name is not None:
            inside.text("fileName", attachment.file_name, 255)


def _require_fits(attachment: AttachmentDraft, kind: MessageKind) -> None:
    if attachment.size_bytes > PURPOSE.max_bytes:
        raise Invalid(
            "ATTACHMENT_TOO_LARGE",
            f"An attachment may have {PURPOSE.max_bytes // MEGABYTE} MB.",
            hint="Put it where you keep large files and send the link.",
        )
    _require_type(accepted_type(PURPOSE, attachment.mime), kind)


def _require_type(mime: str, kind: MessageKind) -> None:
    if kind == MessageKind.IMAGE and not mime.startswith("image/"):
        raise Invalid("UNSUPPORTED_TYPE", "An image message carries images only.", hint="Send it as FILE.")


async def finished_uploads(uow: UnitOfWork, viewer: Viewer, draft: MessageDraft) -> tuple[Attachment, ...]:
    """The sender's own uploads. One still being scanned may go along: nobody can open it before."""
    problems = Problems()
    found = []
    for place, wanted in enumerate(draft.attachments):
        try:
            upload = await use_upload(uow, viewer, wanted.key, {PURPOSE.name})
        except NotFound:
            problems.add(f"attachments.{place}.key", "There is no such upload of yours for messages.")
            continue
        _require_passable(upload)
        _require_type(upload.mime, draft.kind)
        found.append(Attachment(upload.id, wanted.file_name or upload.file_name))
    problems.raise_if_any()
    return tuple(found)


def _require_passable(upload: Upload) -> None:
    if upload.scan_status == "quarantined":
        raise Forbidden("ATTACHMENT_QUARANTINED", "The attachment is held back while it is checked.")
    if upload.scan_status == "blocked":
        if upload.findings is not None and upload.findings.reason == "explicit":
            raise Forbidden("MSG_NSFW_BLOCKED", "This picture cannot be shown in a conversation.")
        raise Forbidden("UPLOAD_QUARANTINED", "The file did not pass its check.", hint="Send another file.")
