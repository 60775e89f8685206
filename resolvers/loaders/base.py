"""How a batch query of persistence becomes a loader."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias, TypeVar

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.viewer import Viewer

K = TypeVar("K")
V = TypeVar("V")
# Sibling fields resolve at the same time and a connection serves one statement at a time, so every
# batch asks for one; in a mutation it is the connection of its transaction.
Connections: TypeAlias = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class LoaderBase:
    """What each group of loaders is made with. `cache` is off on sockets, where a request never ends."""

    def __init__(self, connections: Connections, viewer: Viewer, *, cache: bool = True) -> None:
        self._connections = connections
        self.viewer = viewer
        self._cache = cache

    def one(
        self, query: Callable[[AsyncConnection, Sequence[K]], Awaitable[Mapping[K, V]]]
    ) -> DataLoader[K, V | None]:
        """A loader of at most one value per key; None where the query found nothing."""

        async def batch(keys: list[K]) -> list[V | None]:
            async with self._connections() as connection:
                found = await query(connection, keys)
            return [found.get(key) for key in keys]

        return DataLoader(batch, cache=self._cache)

    def many(
        self, query: Callable[[AsyncConnection, Sequence[K]], Awaitable[Mapping[K, list[V]]]]
    ) -> DataLoader[K, list[V]]:
        """A loader of a list per key; empty where the query found nothing."""

        async def batch(keys: list[K]) -> list[list[V]]:
            async with self._connections() as connection:
                found = await query(connection, keys)
            return [found.get(key, []) for key in keys]

        return DataLoader(batch, cache=self._cache)
