"""Edges to people."""

from resolvers.loaders.reading import ReadLoaders
from schema.accounts import User


class AccountLoaders(ReadLoaders):
    async def user(self, user_id: str) -> User:
        """The public card of someone the viewer has reached already."""
        return User(ref=(user_id,))
