"""Edges to people."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts.model import Person
from domain.errors import NotFound
from domain.ids import MediaId, UserId
from domain.media.addresses import thumb_address
from domain.media.model import Upload
from domain.media.ports import Files
from persistence.accounts import SqlAccounts
from persistence.media import uploads_by_id
from resolvers.loaders.base import LoaderBase
from schema.accounts import User


async def _people(connection: AsyncConnection, ids: Sequence[UserId]) -> Mapping[UserId, Person]:
    return await SqlAccounts(connection).people(ids)


class AccountLoaders(LoaderBase):
    @cached_property
    def person(self) -> DataLoader[UserId, Person | None]:
        return self.one(_people)

    @cached_property
    def avatar(self) -> DataLoader[MediaId, Upload | None]:
        return self.one(uploads_by_id)

    async def avatar_url(self, media_id: MediaId | None, files: Files) -> str | None:
        """Address of the small picture; None without one, or while nobody has looked at it."""
        upload = await self.avatar.load(media_id) if media_id is not None else None
        return thumb_address(files, upload) if upload is not None else None

    async def user(self, user_id: str) -> User:
        """The public card of someone the viewer has reached already."""
        person = await self.person.load(UserId(user_id))
        if person is None:
            raise NotFound("NOT_FOUND", "There is no such person.")
        return User.of(person)
