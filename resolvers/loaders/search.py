"""The cards of a page of search results."""

from domain.search.memory import Shown
from persistence.read.loading import Values
from persistence.search.cards import cards_of
from resolvers.loaders.reading import ReadLoaders


class SearchLoaders(ReadLoaders):
    async def cards(self, shown: Shown, files: str) -> list[Values]:
        """In their order, as far as they still are in the index."""
        async with self._connections() as connection:
            return await cards_of(connection, shown, files)
