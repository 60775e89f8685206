"""What signatures do to a booking, and what a change of the booking does to signatures."""

from collections.abc import Sequence
from dataclasses import replace

from domain.bookings import policy
from domain.bookings.holding import held_on
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.states import LegMove, LegStatus
from domain.docs.fingerprint import content_fingerprint
from domain.docs.gathering import terms_of
from domain.docs.model import Pack
from domain.docs.states import PackStatus
from domain.errors import DomainError, Remedy
from domain.ids import LbgId, LegId
from domain.ports import UnitOfWork


async def docs_signed(uow: UnitOfWork, group: LinkedBookingGroup, pack: Pack) -> LinkedBookingGroup:
    """Called when a pack, still true, is signed: legs whose documents are like that may be paid.

    The booking is locked.
    """
    if not group.is_draft:
        return group
    waiting = [leg for leg in group.living if leg.status is LegStatus.AWAITING_DOCS]
    others = [leg for leg in waiting if leg.id != pack.leg_id]
    signed = {pack.leg_id} | (await _truly_signed(uow, group, others) if others else frozenset())
    for leg in waiting:
        if leg.id in signed:
            group = group.with_leg(leg.moved(LegMove.SIGN))
    held = await held_on(uow, group)
    return await uow.bookings.save(replace(held, updated_at=uow.now))


async def docs_outdated(uow: UnitOfWork, lbg_id: LbgId) -> LinkedBookingGroup | None:
    """Called when what documents say has changed: legs that were ready to be paid wait for new ones.

    Locks the booking. A booking that is being confirmed, or is confirmed, keeps what was signed.
    """
    group = await uow.bookings.holding(lbg_id)
    if group is None or policy.why_not_changed(group, await uow.bookings.live_attempt(lbg_id)):
        return group
    checked = await with_documents_checked(uow, group)
    return group if checked == group else await uow.bookings.save(replace(checked, updated_at=uow.now))


async def with_documents_checked(uow: UnitOfWork, group: LinkedBookingGroup) -> LinkedBookingGroup:
    """After a change: legs whose signed documents no longer say what is booked wait for new ones."""
    for leg in await outdated_legs(uow, group):
        if leg.status is LegStatus.AWAITING_PAYMENT:
            group = group.with_leg(leg.moved(LegMove.OUTDATE))
    return group


async def outdated_legs(uow: UnitOfWork, group: LinkedBookingGroup) -> list[Leg]:
    """Legs without signed documents that say exactly what is booked now."""
    signed = await _truly_signed(uow, group, group.living)
    return [leg for leg in group.living if leg.id not in signed]


async def docs_required(uow: UnitOfWork, group: LinkedBookingGroup) -> DomainError:
    """CHK_DOCS_REQUIRED with what the buyer can do: issue what is missing, sign, or wait for the others."""
    packs = await uow.docs.live_packs([leg.id for leg in group.living])
    unissued = [leg for leg in group.living if leg.id not in packs]
    if unissued:
        return policy.docs_required(group.id)
    own = tuple(_signature(group, pack) for pack in packs.values() if _waits_for_buyer(group, pack))
    hint = "Sign what waits for you." if own else "Other signers have not signed yet."
    return policy.docs_required(group.id, own, hint)


async def _truly_signed(uow: UnitOfWork, group: LinkedBookingGroup, legs: Sequence[Leg]) -> frozenset[LegId]:
    packs = await uow.docs.live_packs([leg.id for leg in legs])
    signed = [leg for leg in legs if leg.id in packs and packs[leg.id].status is PackStatus.SIGNED]
    return frozenset(
        [
            leg.id
            for leg in signed
            if packs[leg.id].fingerprint == content_fingerprint(await terms_of(uow, group, leg))
        ]
    )


def _waits_for_buyer(group: LinkedBookingGroup, pack: Pack) -> bool:
    return any(document.waits_for(group.buyer_id) for document in pack.documents)


def _signature(group: LinkedBookingGroup, pack: Pack) -> Remedy:
    waiting = next(document for document in pack.documents if document.waits_for(group.buyer_id))
    variables = {"draftId": group.id, "packId": pack.pack_id, "envelopeId": waiting.envelope_id}
    return Remedy("markDocSigned", variables, f"Sign {waiting.template_name}")
