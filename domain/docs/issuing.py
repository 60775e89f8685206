"""Issuing the documents of a booking: read and write them, print and store them, then keep them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final, TypeGuard

from domain.bookings import policy as bookings
from domain.bookings.holding import held_on
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.states import LegMove, LegStatus
from domain.docs import evidence, facts
from domain.docs.drafting import Draft, DraftDocument, draft_of
from domain.docs.fingerprint import content_fingerprint
from domain.docs.gathering import terms_of
from domain.docs.model import Document, Pack
from domain.docs.policy import is_over, on_hold, signing_ends_at
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.errors import Conflict, NotFound, Unavailable
from domain.ids import LbgId, LegId
from domain.ports import Services, UnitOfWork
from domain.viewer import Viewer

EXPIRE_TIMER: Final = "envelope.expire"
MOST_TRIES: Final = 3
PDF: Final = "application/pdf"

_MOVES: Final[Mapping[LegStatus, LegMove]] = {
    LegStatus.DRAFT: LegMove.ASK_SIGNATURES,
    LegStatus.AWAITING_PAYMENT: LegMove.OUTDATE,
}


@dataclass(frozen=True)
class Request:
    """Documents for one leg of a checkout, or for all of them, asked for by somebody."""

    viewer: Viewer
    lbg_id: LbgId
    leg_id: LegId | None = None


async def create_doc_pack(services: Services, request: Request) -> Pack:
    """Issue what is missing or out of date; what is current stays. Answers the (first) leg's pack.

    Raises DOC_VARS_MISSING, DOC_TEMPLATE_GATED, DOC_SIGNER_MISSING, DOC_RENDER_FAIL, ENVELOPE_CREATE_FAIL
    and ORDER_STATE_INVALID; nothing is kept then.
    """
    for _ in range(MOST_TRIES):
        async with services.units() as uow:
            drafts = await _drafts(uow, request)
        packs = [await _printed(services, draft) for draft in drafts]
        async with services.units() as uow:
            answer = await _issued(uow, request, packs)
        if answer is not None:
            return answer
    raise Conflict(
        "ORDER_STATE_INVALID",
        "The booking keeps changing while its documents are written.",
        hint="Ask again once it has settled.",
    )


async def _drafts(uow: UnitOfWork, request: Request) -> list[Draft]:
    """What has to be printed, from the booking as it stands; it may have changed once that is done."""
    group = await uow.bookings.seen_by(request.viewer.require_user(), request.lbg_id)
    legs = await _legs(uow, request, group)
    live = await uow.docs.live_packs([leg.id for leg in legs])
    all_terms = [await terms_of(uow, group, leg) for leg in legs] if group else []
    return [
        await draft_of(uow, terms)
        for terms in all_terms
        if not _stands(live.get(terms.leg_id), content_fingerprint(terms), uow.now)
    ]


async def _legs(uow: UnitOfWork, request: Request, group: LinkedBookingGroup | None) -> Sequence[Leg]:
    """The legs documents are asked for, once the caller may ask."""
    if group is None:
        raise bookings.unknown_booking()
    bookings.require_buyer(group, request.viewer.require_user())
    bookings.require(bookings.why_not_documented(group, await uow.bookings.live_attempt(group.id)))
    wanted = [leg for leg in group.living if request.leg_id in {None, leg.id}]
    if not wanted:
        raise NotFound("NOT_FOUND", "There is no such leg in this booking.")
    return wanted


def _stands(pack: Pack | None, fingerprint: str, now: datetime) -> TypeGuard[Pack]:
    """Whether these documents still say what is booked and can still be signed. Raises DOC_LEGAL_HOLD
    when they do not, and must not be replaced.
    """
    if pack is None:
        return False
    stands = pack.fingerprint == fingerprint and not is_over(pack, now)
    if not stands and pack.is_held:
        raise on_hold()
    return stands


async def _printed(services: Services, draft: Draft) -> Pack:
    documents = [await _document(services, draft, document) for document in draft.documents]
    written_at = draft.documents[0].sheet.generated_at
    return Pack(
        pack_id=draft.pack_id,
        leg_id=draft.terms.leg_id,
        lbg_id=draft.terms.lbg_id,
        status=PackStatus.DRAFT,
        city=draft.terms.city,
        fingerprint=draft.fingerprint,
        generator_ver=services.renderer.version,
        documents=tuple(documents),
        created_at=written_at,
        updated_at=written_at,
    )


async def _document(services: Services, draft: Draft, document: DraftDocument) -> Document:
    pdf = await services.renderer.render(document.sheet)
    key = f"docs/packs/{draft.pack_id}/{document.doc_id}_v1.pdf"
    try:
        await services.files.write(key, pdf, content_type=PDF)
    except Unavailable as failure:
        # Documents are signed here: an envelope is a file in the store that its signers can read.
        raise Unavailable(
            "ENVELOPE_CREATE_FAIL",
            "The documents could not be put up for signing.",
            hint="Try again in a moment.",
        ) from failure
    return Document(
        doc_id=document.doc_id,
        pack_id=draft.pack_id,
        lbg_id=draft.terms.lbg_id,
        template_id=document.template.template_id,
        template_name=document.template.name,
        template_version=document.template.version,
        variables_filled=document.words,
        pdf_key=key,
        pdf_sha256=sha256(pdf).hexdigest(),
        envelope_id=document.envelope_id,
        envelope_status=EnvelopeStatus.NONE,
        expires_at=signing_ends_at(document.sheet.generated_at, draft.terms.start_at),
        signers=document.signers,
        created_at=document.sheet.generated_at,
    )


async def _issued(uow: UnitOfWork, request: Request, packs: Sequence[Pack]) -> Pack | None:
    """Keep what was printed if the booking is still what the documents say; None when it has changed."""
    group = before = await uow.bookings.holding(request.lbg_id)
    legs = await _legs(uow, request, group)
    if group is None:
        return None
    live = dict(await uow.docs.live_packs([leg.id for leg in legs]))
    for leg in legs:
        fingerprint = content_fingerprint(await terms_of(uow, group, leg))
        old = live.get(leg.id)
        if _stands(old, fingerprint, uow.now):
            continue
        new = next((pack for pack in packs if (pack.leg_id, pack.fingerprint) == (leg.id, fingerprint)), None)
        if new is None:
            return None
        group = group.with_leg(_asked(leg))
        live[leg.id] = await _replace(uow, request, old, new.issued(uow.now), status=group.status.value)
    held = await held_on(uow, group)
    if held != before:
        await uow.bookings.save(replace(held, updated_at=uow.now))
    return live[legs[0].id]


def _asked(leg: Leg) -> Leg:
    move = _MOVES.get(leg.status)
    return leg.moved(move) if move else leg


async def _replace(uow: UnitOfWork, request: Request, old: Pack | None, new: Pack, *, status: str) -> Pack:
    actor = request.viewer.require_user()
    if old is not None:
        await supersede(uow, old, actor)
    await uow.docs.add(new)
    await uow.docs.add_events(evidence.sent(uow, new))
    await uow.schedule(EXPIRE_TIMER, new.pack_id, min(document.expires_at for document in new.documents))
    uow.emit(facts.of_pack("doc.pack.create", new, actor))
    for document in new.documents:
        uow.emit(facts.of_document("doc.pdf.rendered", new, document, actor))
        uow.emit(facts.of_document("doc.envelope.sent", new, document, actor))
    uow.emit(facts.of_pack("doc.pack.issued", new, actor, status=status))
    return new


async def supersede(uow: UnitOfWork, old: Pack, actor: str) -> None:
    """An outdated pack makes way; its files and signatures stay as evidence."""
    await uow.docs.save(old.superseded(uow.now))
    await uow.docs.add_events(evidence.closed(uow, old, "voided"))
    await uow.unschedule(EXPIRE_TIMER, old.pack_id)
    uow.emit(facts.of_pack("doc.pack.superseded", old, actor))
