"""Messages and what they carry (contract messaging.graphql, spec 04)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, literal, null, select

from domain.media.states import ScanState
from domain.threads.states import DeliveryState
from persistence.read.media import band_of, scan_status_of, stored
from persistence.read.model import VIEWER, Join, ReadModel, Row
from persistence.tables.media import upload
from persistence.tables.threads import message, message_attachment, participant

# A file and the name its sender gave it, in the order they were sent in.
_ATTACHED = (
    select(
        message_attachment.c.message_id,
        message_attachment.c.position,
        *(column for column in upload.c if column.name != "file_name"),
        message_attachment.c.file_name,
    )
    .join(upload, upload.c.media_id == message_attachment.c.media_id)
    .subquery()
)


def _marks(row: Row) -> FromClause:
    """How far all others in its thread have got."""
    other = participant.alias()
    marks = select(
        func.count().label("others"),
        func.min(other.c.last_read_seq).label("read"),
        func.min(func.greatest(other.c.last_read_seq, other.c.delivered_seq)).label("delivered"),
    ).where(other.c.thread_id == row.thread_id, other.c.user_id != row.sender_id)
    return marks.correlate_except(other).lateral()


_MARKS = Join(_marks, per=("thread_id", "sender_id"))

MESSAGE = ReadModel("Message", message, key=["message_id"], joins={"marks": _MARKS})
MESSAGE.columns(
    "message_id", "thread_id", "kind", "body_text", "client_message_id", "created_at", "edited_at",
    id="message_id", sender_user="sender_id",
)  # fmt: skip
MESSAGE.refers("author", "User", lambda row: row.sender_id)
MESSAGE.many(
    "attachments",
    "Attachment",
    lambda row, file: file.message_id == row.message_id,
    order=lambda file: [file.position],
    source=lambda _: _ATTACHED.alias(),
)


@MESSAGE.field()
def policy_hint(row: Row) -> ColumnElement[str | None]:
    """A reminder is for the one who wrote the message."""
    return case((row.sender_id == VIEWER, row.policy_hint))


# The highest of what it carries.
MESSAGE.over("nsfw_band", "attachments", lambda file: func.max(band_of(file)), empty=literal(0))


@MESSAGE.field(apart=True)
def delivery_state(row: Row) -> ColumnElement[str]:
    """The mirror of the domain's `delivery_state`."""
    return case(
        (row.marks.others == 0, DeliveryState.SENT.value),
        (row.marks.read >= row.seq, DeliveryState.READ.value),
        (row.marks.delivered >= row.seq, DeliveryState.DELIVERED.value),
        else_=DeliveryState.SENT.value,
    )


ATTACHMENT = ReadModel("Attachment", upload, key=["media_id"])
ATTACHMENT.columns("key", "mime", "file_name")
ATTACHMENT.computed(
    bytes=lambda row: func.coalesce(_if_clean(row, row.bytes), row.declared_bytes, 0),
    kind=lambda _: literal("preview"),
    manifest_ref=lambda _: null(),
    width=lambda row: _if_clean(row, row.width),
    height=lambda row: _if_clean(row, row.height),
    sha256=lambda row: _if_clean(row, row.sha256),
    nsfw_band=band_of,
    scan_status=scan_status_of,
)


@ATTACHMENT.inputs("thumb_key")
@ATTACHMENT.inputs("url")
@ATTACHMENT.inputs("thumb_url")
def file(row: Row) -> ColumnElement[Any]:
    return stored(row)


def _if_clean(row: Row, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((row.state == ScanState.CLEAN.value, value))
