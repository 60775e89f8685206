"""Messages: their order, their pages, and the counters that move with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import MessageId, ThreadId, UserId
from domain.threads.model import Message, NewMessage, Thread
from domain.threads.moderation import Record
from persistence.driver import Prepared
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

# Messages queue on the row of their thread, and time never runs backwards along the order they get there.
_APPEND: Final = Prepared(
    text(
        """
        with place as (
            update thread set last_seq = last_seq + 1, last_message_id = :message,
                last_message_at = greatest(:at, last_message_at),
                has_files = has_files or cardinality(cast(:files as text[])) > 0
            where thread_id = :thread
            returning last_seq as seq, last_message_at as at
        ), kept as (
            insert into message (message_id, thread_id, seq, kind, sender_id, body_text, client_message_id,
                system_key, policy_hint, created_at)
            select :message, :thread, seq, :kind, :sender, :body, :client_id, :system_key, :hint, at
            from place
        ), files as (
            insert into message_attachment (message_id, position, media_id, file_name)
            select :message, place - 1, media_id, file_name
            from unnest(cast(:files as text[]), cast(:names as text[]))
                with ordinality as file(media_id, file_name, place)
        ), counted as (
            update participant set active_at = place.at,
                unread_count = unread_count + case when user_id = :sender then 0 else 1 end
            from place where thread_id = :thread
        )
        select seq, at from place
        """
    )
)


class MessageRows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, held: Thread, new: NewMessage, at: datetime) -> Message | None:
        if new.system_key is not None and await self._told(held.id, new.system_key):
            return None
        [(seq, sent_at)] = await _APPEND.rows(
            self._connection,
            thread=held.id,
            message=new.id,
            kind=new.kind.value,
            sender=new.sender_id,
            body=new.body_text,
            client_id=new.client_message_id,
            system_key=new.system_key,
            hint=new.policy_hint,
            at=at,
            files=[one.media_id for one in new.attachments],
            names=[one.file_name for one in new.attachments],
        )
        return _sent(held.id, new, seq, sent_at)

    async def _told(self, thread_id: ThreadId, system_key: str) -> bool:
        same = (message.c.thread_id == thread_id, message.c.system_key == system_key)
        return await self._connection.scalar(select(message.c.message_id).where(*same)) is not None

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
