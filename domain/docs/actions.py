"""What people may read about documents."""

from collections.abc import Sequence
from typing import Final

from domain.bookings.policy import unknown_booking
from domain.docs.model import Document, Pack
from domain.docs.policy import unknown_pack
from domain.ids import LbgId, PackId
from domain.ports import UnitOfWork
from domain.viewer import Viewer

MOST_TO_SIGN: Final = 100
"""More than anybody signs in one sitting; what is signed makes room for what comes next."""


async def doc_pack(uow: UnitOfWork, viewer: Viewer, pack_id: PackId) -> Pack:
    pack = await uow.docs.pack_seen_by(viewer.require_user(), pack_id)
    if pack is None:
        raise unknown_pack()
    return pack


async def doc_packs(uow: UnitOfWork, viewer: Viewer, lbg_id: LbgId) -> Sequence[Pack]:
    """All packs of a booking for its buyer, those of their own leg for a seller, oldest first."""
    person = viewer.require_user()
    if await uow.bookings.seen_by(person, lbg_id) is None:
        raise unknown_booking()
    return await uow.docs.packs_seen_by(person, lbg_id)


async def my_docs_to_sign(uow: UnitOfWork, viewer: Viewer) -> Sequence[Document]:
    return await uow.docs.waiting_for(viewer.require_user(), most=MOST_TO_SIGN)
