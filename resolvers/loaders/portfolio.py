"""Edges of portfolio items."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import ItemId
from domain.portfolio.gallery import Picture
from persistence.portfolio import SqlPortfolio
from resolvers.loaders.base import LoaderBase


async def _pictures(connection: AsyncConnection, ids: Sequence[ItemId]) -> Mapping[ItemId, list[Picture]]:
    return await SqlPortfolio(connection).pictures(ids)


class PortfolioLoaders(LoaderBase):
    @cached_property
    def item_pictures(self) -> DataLoader[ItemId, list[Picture]]:
        return self.many(_pictures)
