"""Edges to people."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts.model import Person
from domain.errors import NotFound
from domain.ids import UserId
from persistence.accounts import SqlAccounts
from resolvers.loaders.base import LoaderBase
from schema.accounts import User


async def _people(connection: AsyncConnection, ids: Sequence[UserId]) -> Mapping[UserId, Person]:
    return await SqlAccounts(connection).people(ids)


class AccountLoaders(LoaderBase):
    @cached_property
    def person(self) -> DataLoader[UserId, Person | None]:
        return self.one(_people)

    async def user(self, user_id: str) -> User:
        """The public card of someone the viewer has reached already."""
        person = await self.person.load(UserId(user_id))
        if person is None:
            raise NotFound("NOT_FOUND", "There is no such person.")
        return User.of(person)
