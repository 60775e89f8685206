"""Loaders of the read models: one per model, per edge, and per field that is read apart."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.viewer import Viewer
from persistence.read import MODELS
from persistence.read.loading import Asked, Key, Values, beside, rows_of, values_of
from resolvers.loaders.base import Connections, LoaderBase
from schema.reading import Held

__all__ = ["MODELS", "Found", "ReadLoaders"]

Batch = Callable[[AsyncConnection, list[Key], Asked], Awaitable[dict[Key, Any]]]


@dataclass(kw_only=True)
class Found(Held):
    """A row on the other side of an edge."""


class ReadLoaders(LoaderBase):
    def __init__(
        self, connections: Connections, viewer: Viewer, asked: Callable[[], Asked], *, cache: bool = True
    ) -> None:
        super().__init__(connections, viewer, cache=cache)
        self._asked = asked
        self._readers: dict[tuple[str, str], DataLoader[Key, Any]] = {}

    async def row(self, model: str, key: Key) -> Values:
        found: Values | None = await self._reader(model, "", rows_of).load(key)
        if found is None:
            raise LookupError(f"{model} {key} has no row")
        return found

    async def value(self, model: str, name: str, key: Key) -> Any:
        """A field that is read apart from its row."""

        async def batch(connection: AsyncConnection, model: str, keys: list[Key], asked: Asked) -> Any:
            return await values_of(connection, model, name, keys, asked)

        return await self._reader(model, name, batch).load(key)

    async def edge(self, model: str, name: str, key: Key) -> Any:
        """One object or None, or a list, as the edge is declared."""

        async def batch(connection: AsyncConnection, model: str, keys: list[Key], asked: Asked) -> Any:
            return await beside(connection, model, name, keys, asked)

        found: list[tuple[Key, Values]] = await self._reader(model, name, batch).load(key)
        edge = MODELS[model].edges[name]
        # A part lies in the row it is a part of, and goes by its key.
        objects = [Found(ref=key if edge.is_part else its_key, row=values) for its_key, values in found]
        return objects if edge.many else next(iter(objects), None)

    def _reader(self, model: str, name: str, query: Any) -> DataLoader[Key, Any]:
        reader = self._readers.get((model, name))
        if reader is None:

            async def batch(keys: list[Key]) -> list[Any]:
                async with self._connections() as connection:
                    found = await query(connection, model, keys, self._asked())
                return [found.get(key) for key in keys]

            reader = self._readers[model, name] = DataLoader(batch, cache=self._cache)
        return reader
