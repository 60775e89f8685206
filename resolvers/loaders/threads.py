"""Edges of conversations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import MessageId, ThreadId, UserId
from domain.threads import model
from persistence.threads import SqlThreads
from resolvers.loaders.base import LoaderBase


async def _threads(connection: AsyncConnection, ids: Sequence[ThreadId]) -> Mapping[ThreadId, model.Thread]:
    return await SqlThreads(connection).threads(ids)


async def _messages(
    connection: AsyncConnection, ids: Sequence[MessageId]
) -> Mapping[MessageId, model.Message]:
    return await SqlThreads(connection).messages_by_id(ids)


async def _unread(connection: AsyncConnection, people: Sequence[UserId]) -> Mapping[UserId, int]:
    return await SqlThreads(connection).unread_totals(people)


class ThreadLoaders(LoaderBase):
    @cached_property
    def thread(self) -> DataLoader[ThreadId, model.Thread | None]:
        return self.one(_threads)

    @cached_property
    def message(self) -> DataLoader[MessageId, model.Message | None]:
        return self.one(_messages)

    @cached_property
    def unread_total(self) -> DataLoader[UserId, int | None]:
        return self.one(_unread)

    async def my_unread(self) -> int:
        return await self.unread_total.load(self.viewer.require_user()) or 0

    async def sent_at(self, message_id: MessageId | None) -> datetime | None:
        found = await self.message.load(message_id) if message_id else None
        return found.created_at if found else None

    async def my_thread(self, thread_id: str | None) -> model.Thread | None:
        found = await self.thread.load(ThreadId(thread_id)) if thread_id else None
        return found if found and found.participant(self.viewer.user_id) else None
