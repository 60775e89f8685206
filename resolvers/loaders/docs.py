"""Edges to documents."""

from functools import cached_property

from aiodataloader import DataLoader

from domain.bookings.model import LinkedBookingGroup
from domain.docs.model import Pack
from domain.ids import LegId
from persistence.docs import live_packs
from resolvers.loaders.base import LoaderBase
from schema.docs import DocPack


class DocLoaders(LoaderBase):
    @cached_property
    def live_pack(self) -> DataLoader[LegId, Pack | None]:
        return self.one(live_packs)

    async def doc_pack_of_leg(self, leg_id: str) -> DocPack | None:
        """The pack that counts for a leg the viewer has reached already."""
        pack = await self.live_pack.load(LegId(leg_id))
        return DocPack(ref=(pack.pack_id,)) if pack else None

    async def doc_packs_of_booking(self, group: LinkedBookingGroup) -> list[DocPack]:
        """The packs that count for the legs the viewer sees of a booking."""
        packs = await self.live_pack.load_many([leg.id for leg in group.living])
        return [DocPack(ref=(pack.pack_id,)) for pack in packs if pack]
