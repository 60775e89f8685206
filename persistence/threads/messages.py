"""Messages: their order, their pages, and the counters that move with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, Text, bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import MessageId, ThreadId, UserId
from domain.threads.model import Message, NewMessage, Thread
from domain.threads.moderation import Record
from persistence.tables.media import upload
from persistence.tables.threads import message, message_attachment
from persistence.threads.rows import message_of

_FILES: Final = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    "media_id", message_attachment.c.media_id, "file_name", message_attachment.c.file_name
                ),
                message_attachment.c.position,
            )
        )
    )
    .where(message_attachment.c.message_id == message.c.message_id)
    .scalar_subquery()
    .label("files")
)
_WHOLE: Final = select(message, _FILES)


# Messages queue on the row of their thread; time never runs backwards along the order they get.
_APPEND: Final = text(
    """
    with moved as (
        update thread set last_seq = last_seq + 1, last_message_id = :message_id,
            last_message_at = greatest(:at, last_message_at), has_files = has_files or :has_files
        where thread_id = :thread_id
        returning last_seq, last_message_at
    ), counted as (
        update participant set active_at = moved.last_message_at,
            unread_count = unread_count + case when user_id = :sender_id then 0 else 1 end
        from moved where thread_id = :thread_id
    )
    insert into message (message_id, thread_id, seq, kind, sender_id, body_text, client_message_id,
        system_key, policy_hint, created_at)
    select :message_id, :thread_id, last_seq, :kind, :sender_id, :body_text, :client_message_id,
        :system_key, :policy_hint, last_message_at
    from moved
    returning seq, created_at
    """
).bindparams(
    *(
        bindparam(name, type_=Text)
        for name in (
            *("message_id", "thread_id", "kind", "sender_id", "body_text"),
            *("client_message_id", "system_key", "policy_hint"),
        )
    )
)


class MessageRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, held: Thread, new: NewMessage, at: datetime) -> Message | None:
        if new.system_key is not None and await self._told(held.id, new.system_key):
            return None
        values = {
            "message_id": new.id,
            "thread_id": held.id,
            "kind": new.kind.value,
            "sender_id": new.sender_id,
            "body_text": new.body_text,
            "client_message_id": new.client_message_id,
            "system_key": new.system_key,
            "policy_hint": new.policy_hint,
            "has_files": bool(new.attachments),
            "at": at,
        }
        row = (await self._connection.execute(_APPEND, values)).one()
        await self._attach(new)
        return _sent(held.id, new, row.seq, row.created_at)

    async def _told(self, thread_id: ThreadId, system_key: str) -> bool:
        same = (message.c.thread_id == thread_id, message.c.system_key == system_key)
        return await self._connection.scalar(select(message.c.message_id).where(*same)) is not None

    async def _attach(self, new: NewMessage) -> None:
        if not new.attachments:
            return
        rows = [
            {"message_id": new.id, "position": place, "media_id": one.media_id, "file_name": one.file_name}
            for place, one in enumerate(new.attachments)
        ]
        await self._connection.execute(insert(message_attachment), rows)

    async def sent_as(self, thread_id: ThreadId, sender: UserId, client_id: str) -> Message | None:
        found = await self._all(
            _WHOLE.where(
                message.c.thread_id == thread_id,
                message.c.sender_id == sender,
                message.c.client_message_id == client_id,
            )
        )
        return found[0] if found else None

    async def messages(self, thread_id: ThreadId, *, limit: int, before_seq: int | None) -> list[Message]:
        page = _WHOLE.where(message.c.thread_id == thread_id).order_by(message.c.seq.desc()).limit(limit)
        return await self._all(page if before_seq is None else page.where(message.c.seq < before_seq))

    async def messages_by_id(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        return {one.id: one for one in await self._all(_WHOLE.where(message.c.message_id.in_(ids)))}

    async def unsafe(self, ids: Sequence[ThreadId]) -> Mapping[ThreadId, bool]:
        """Threads with a file that Safe-Mode blurs or withholds; the others are left out."""
        rows = await self._connection.execute(
            select(message.c.thread_id)
            .distinct()
            .join(message_attachment, message_attachment.c.message_id == message.c.message_id)
            .join(upload, upload.c.media_id == message_attachment.c.media_id)
            .where(message.c.thread_id.in_(ids), upload.c.nsfw_band > 0)
        )
        return {row.thread_id: True for row in rows}

    async def newest_at(self, thread_id: ThreadId, at: datetime | None) -> Message | None:
        newest = _WHOLE.where(message.c.thread_id == thread_id).order_by(message.c.seq.desc()).limit(1)
        # Clients are told times in milliseconds, so the one they name reaches to its end.
        found = await self._all(
            newest if at is None else newest.where(message.c.created_at < at + timedelta(milliseconds=1))
        )
        return found[0] if found else None

    async def reminders(self, sender: UserId, thread_id: ThreadId | None, since: datetime) -> Record:
        row = (
            await self._connection.execute(
                select(
                    func.count().filter(message.c.thread_id == thread_id).label("here"),
                    func.count().label("anywhere"),
                ).where(
                    message.c.sender_id == sender,
                    message.c.policy_hint.is_not(None),
                    message.c.created_at > since,
                )
            )
        ).one()
        return Record(here=row.here, anywhere=row.anywhere)

    async def _all(self, query: Select[Any]) -> list[Message]:
        return [message_of(row) for row in (await self._connection.execute(query)).mappings()]


def _sent(thread_id: ThreadId, new: NewMessage, seq: int, at: datetime) -> Message:
    return Message(
        id=new.id,
        thread_id=thread_id,
        seq=seq,
        kind=new.kind,
        sender_id=new.sender_id,
        created_at=at,
        body_text=new.body_text,
        attachments=new.attachments,
        client_message_id=new.client_message_id,
        policy_hint=new.policy_hint,
    )
