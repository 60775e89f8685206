"""What happens later, by itself: an item that waited for its pictures goes live once they are clean."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from domain.ids import ItemId, MediaId
from domain.portfolio.actions import SETTLE_TIMER
from domain.portfolio.model import ItemStatus
from domain.portfolio.publishing import may_settle
from domain.portfolio.states import ItemMove, after
from domain.ports import Handler, Services, UnitOfWork
from domain.profiles.actions import tell_updated

PICTURE_SCANNED: Final = "portfolio.picture_scanned"


async def picture_scanned(services: Services, payload: Mapping[str, Any]) -> None:
    """A picture got its verdict: its item may go live, or, being live, shows one picture more."""
    async with services.units() as uow:
        item_id = await uow.portfolio.item_showing(MediaId(payload["subject"]))
        if item_id is not None:
            await _settle(uow, item_id)


async def settle(services: Services, payload: Mapping[str, Any]) -> None:
    """The timer: by now every upload that was asked for has come and been looked at, or lapsed."""
    async with services.units() as uow:
        await _settle(uow, ItemId(payload["subject"]))


async def _settle(uow: UnitOfWork, item_id: ItemId) -> None:
    item = await uow.portfolio.holding(item_id)
    if item is None:
        return
    pictures = (await uow.portfolio.pictures([item_id])).get(item_id, ())
    if item.status is ItemStatus.PENDING and may_settle(pictures, item.cover_media_id):
        item = replace(item, status=after(item.status, ItemMove.PUBLISH), updated_at=uow.now)
        await uow.portfolio.save(item)
        await uow.unschedule(SETTLE_TIMER, item_id)
    if item.is_published:
        tell_updated(uow, item.profile_id, "system")


JOBS: Mapping[str, Handler] = {PICTURE_SCANNED: picture_scanned}
TIMERS: Mapping[str, Handler] = {SETTLE_TIMER: settle}
REACTIONS: Mapping[str, tuple[str, ...]] = {
    "upload.success": (PICTURE_SCANNED,),
    "content.classified": (PICTURE_SCANNED,),
}
