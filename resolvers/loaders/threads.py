"""Edges of conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import strawberry
from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import MediaId, MessageId, ThreadId, UserId
from domain.media.model import Upload
from domain.threads import model
from domain.threads.briefs import Brief as BriefValue
from domain.threads.policy import withheld_from
from persistence.media import uploads_by_id
from persistence.threads import SqlThreads
from resolvers.loaders.base import LoaderBase
from schema.briefs import Brief, ProjectPanel
from schema.messages import Message


async def _threads(connection: AsyncConnection, ids: Sequence[ThreadId]) -> Mapping[ThreadId, model.Thread]:
    return await SqlThreads(connection).threads(ids)


async def _messages(
    connection: AsyncConnection, ids: Sequence[MessageId]
) -> Mapping[MessageId, model.Message]:
    return await SqlThreads(connection).messages_by_id(ids)


async def _briefs(connection: AsyncConnection, ids: Sequence[ThreadId]) -> Mapping[ThreadId, BriefValue]:
    return await SqlThreads(connection).briefs(ids)


async def _unread(connection: AsyncConnection, people: Sequence[UserId]) -> Mapping[UserId, int]:
    return await SqlThreads(connection).unread_totals(people)


async def _uploads(connection: AsyncConnection, ids: Sequence[MediaId]) -> Mapping[MediaId, Upload]:
    return await uploads_by_id(connection, ids)


async def _unsafe(connection: AsyncConnection, ids: Sequence[ThreadId]) -> Mapping[ThreadId, bool]:
    return await SqlThreads(connection).unsafe(ids)


class ThreadLoaders(LoaderBase):
    @cached_property
    def thread(self) -> DataLoader[ThreadId, model.Thread | None]:
        return self.one(_threads)

    @cached_property
    def message(self) -> DataLoader[MessageId, model.Message | None]:
        return self.one(_messages)

    @cached_property
    def brief(self) -> DataLoader[ThreadId, BriefValue | None]:
        return self.one(_briefs)

    @cached_property
    def unread_total(self) -> DataLoader[UserId, int | None]:
        return self.one(_unread)

    @cached_property
    def unsafe(self) -> DataLoader[ThreadId, bool | None]:
        return self.one(_unsafe)

    @cached_property
    def upload(self) -> DataLoader[MediaId, Upload | None]:
        return self.one(_uploads)

    async def attachments(self, message: model.Message) -> list[Upload]:
        """The uploads a message carries, under the names its sender gave them."""
        found = await self.upload.load_many([one.media_id for one in message.attachments])
        return [
            replace(upload, file_name=one.file_name)
            for one, upload in zip(message.attachments, found, strict=True)
            if isinstance(upload, Upload)
        ]

    async def thread_of(self, message: model.Message) -> model.Thread:
        thread = await self.thread.load(message.thread_id)
        if thread is None:
            raise AssertionError("a message always has its thread")
        return thread

    async def last_message(self, thread: model.Thread) -> Message | None:
        if thread.last_message_id is None or withheld_from(thread, self.viewer.user_id):
            return None
        found = await self.message.load(thread.last_message_id)
        return Message.of(found) if found else None

    async def panel(self, thread: model.Thread) -> ProjectPanel | None:
        """None until there is something on it; closed as long as the request is held back."""
        brief = await self.brief.load(thread.id)
        if withheld_from(thread, self.viewer.user_id) or (brief is None and not thread.is_project):
            return None
        return ProjectPanel(thread_id=strawberry.ID(thread.id), brief=Brief.of(brief) if brief else None)

    async def my_unread(self) -> int:
        return await self.unread_total.load(self.viewer.require_user()) or 0

    async def event_message(self, message_id: MessageId | None) -> Message | None:
        """The message an event of a followed thread is about; not one that is held back from the viewer."""
        found = await self.message.load(message_id) if message_id else None
        if found is None or withheld_from(await self.thread_of(found), self.viewer.user_id):
            return None
        return Message.of(found)

    async def sent_at(self, message_id: MessageId | None) -> datetime | None:
        found = await self.message.load(message_id) if message_id else None
        return found.created_at if found else None

    async def my_thread(self, thread_id: str | None) -> model.Thread | None:
        found = await self.thread.load(ThreadId(thread_id)) if thread_id else None
        return found if found and found.participant(self.viewer.user_id) else None
