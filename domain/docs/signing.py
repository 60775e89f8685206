"""Signing: each for themselves, from their own account, with evidence of what, when and from where."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.bookings.documents import docs_signed
from domain.bookings.holding import held_on
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.policy import require
from domain.docs import evidence, facts
from domain.docs.fingerprint import content_fingerprint
from domain.docs.gathering import terms_of
from domain.docs.issuing import EXPIRE_TIMER
from domain.docs.model import Document, Pack
from domain.docs.policy import Asking, reissue_required, unknown_pack, why_not_signed
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.ids import EnvelopeId, LbgId, PackId, UserId
from domain.ports import UnitOfWork
from domain.viewer import Viewer

SEAL_JOB: Final = "docs.seal"


async def mark_doc_signed(
    uow: UnitOfWork, viewer: Viewer, lbg_id: LbgId, pack_id: PackId, envelope_id: EnvelopeId
) -> Pack:
    """Keep the caller's signature; the last one of all moves the leg on. Signing again changes nothing.

    Raises NOT_FOUND, DOC_SIGNER_MISSING, DOC_LEGAL_HOLD, ENVELOPE_EXPIRED and DOC_REISSUE_REQUIRED.
    """
    person = viewer.require_user()
    if not await uow.docs.sees_pack(person, pack_id, lbg_id):
        # Asked before the lock: whoever only knows an id keeps nobody waiting.
        raise unknown_pack()
    # The booking's lock queues signers: two last signatures at once must not both, or neither, be the last.
    group = await uow.bookings.holding(lbg_id)
    pack = await uow.docs.pack_seen_by(person, pack_id)
    document = pack.envelope(envelope_id) if pack and pack.lbg_id == lbg_id else None
    if group is None or pack is None or document is None:
        raise unknown_pack()
    asking = _asking(person, group, pack, uow.now)
    require(why_not_signed(asking, pack, document))
    if not document.waits_for(person):
        return pack
    if await _is_outdated(uow, group, pack):
        raise reissue_required(asking, pack)
    return await _sign(uow, viewer, group, pack, document)


def _asking(person: UserId, group: LinkedBookingGroup, pack: Pack, at: datetime) -> Asking:
    leg = group.leg(pack.leg_id)
    is_open = group.is_draft and leg is not None and leg.is_living
    return Asking(person, at, is_buyer=person == group.buyer_id, is_open=is_open)


async def _is_outdated(uow: UnitOfWork, group: LinkedBookingGroup, pack: Pack) -> bool:
    leg = group.leg(pack.leg_id)
    return leg is None or content_fingerprint(await terms_of(uow, group, leg)) != pack.fingerprint


async def _sign(
    uow: UnitOfWork, viewer: Viewer, group: LinkedBookingGroup, pack: Pack, document: Document
) -> Pack:
    person = viewer.require_user()
    signed = pack.signed_by(person, document, uow.now)
    await uow.docs.save(signed)
    await uow.docs.add_events(evidence.signed(uow, viewer, document))
    uow.emit(facts.of_document("doc.envelope.signed", signed, document, person))
    await _complete(uow, signed, document, person)
    if signed.status is PackStatus.SIGNED:
        after = await docs_signed(uow, group, signed)
        await uow.unschedule(EXPIRE_TIMER, signed.pack_id)
        uow.emit(facts.of_pack("doc.pack.signed", signed, person, status=after.status.value))
    elif (held := await held_on(uow, group)) != group:
        await uow.bookings.save(replace(held, updated_at=uow.now))
    return signed


async def _complete(uow: UnitOfWork, signed: Pack, before: Document, person: UserId) -> None:
    document = signed.envelope(before.envelope_id)
    if document is not None and document.envelope_status is EnvelopeStatus.COMPLETED:
        uow.emit(facts.of_document("doc.envelope.completed", signed, document, person))
        await uow.enqueue(SEAL_JOB, {"doc_id": document.doc_id})
