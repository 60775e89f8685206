"""What portfolio items need kept (`uow.portfolio`)."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.ids import ItemId, MediaId, ProfileId
from domain.portfolio.gallery import Picture
from domain.portfolio.model import MediaKind, PortfolioItem


class Portfolio(Protocol):
    async def add(self, item: PortfolioItem) -> None: ...

    async def save(self, item: PortfolioItem) -> None: ...

    async def holding(self, item_id: ItemId) -> PortfolioItem | None:
        """The item with its row locked."""

    async def by_slug(self, slug: str) -> PortfolioItem | None: ...

    async def of_profile(self, profile_id: ProfileId) -> Sequence[PortfolioItem]:
        """Every item of a page, oldest first."""

    async def page_of_profile(
        self, profile_id: ProfileId, *, drafts: bool, before: ItemId | None, limit: int
    ) -> Sequence[PortfolioItem]:
        """Newest first; only published items unless `drafts`."""

    async def pictures(self, item_ids: Sequence[ItemId]) -> Mapping[ItemId, Sequence[Picture]]:
        """The galleries in order, whatever the scans said."""

    async def add_picture(
        self, item_id: ItemId, media_id: MediaId, kind: MediaKind, position: int
    ) -> None: ...

    async def set_order(self, item_id: ItemId, order: Sequence[MediaId]) -> None:
        """Exactly these pictures, in this order; the others leave the gallery."""

    async def item_showing(self, media_id: MediaId) -> ItemId | None:
        """The item whose gallery has this picture."""
