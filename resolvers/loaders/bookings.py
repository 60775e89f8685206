"""Edges of receipts: what the legs of a booking are paid."""

import asyncio
from collections.abc import Sequence
from typing import Any

from resolvers.loaders.reading import ReadLoaders
from schema.money import PayoutSummary


class BookingLoaders(ReadLoaders):
    async def payouts_of(self, legs: Sequence[tuple[Any, ...]]) -> list[PayoutSummary]:
        """Of the legs, by their keys, that have one."""
        found = await asyncio.gather(*(self.edge("BookingLeg", "payout", key) for key in legs))
        return [PayoutSummary(ref=one.ref, row=one.row) for one in found if one]
