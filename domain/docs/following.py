"""What happens to packs when something else changes: a studio, the booking, the time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from domain.bookings.documents import docs_outdated
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.docs import evidence, facts
from domain.docs.fingerprint import content_fingerprint
from domain.docs.gathering import terms_of
from domain.docs.issuing import EXPIRE_TIMER, supersede
from domain.docs.model import Pack
from domain.docs.policy import is_over
from domain.docs.states import EnvelopeStatus, PackStatus
from domain.ids import LbgId, PackId, StudioId
from domain.money import Money
from domain.ports import Services, UnitOfWork
from domain.studios.model import Studio

FOLLOW_STUDIO_JOB: Final = "docs.follow_studio"
FOLLOW_BOOKING_JOB: Final = "docs.follow_booking"
AFTER_PAYMENT: Final = timedelta(minutes=1)


async def follow_studio(services: Services, payload: Mapping[str, Any]) -> None:
    """New house rules or another deposit reach every booking that is not confirmed yet, one at a time."""
    studio_id = StudioId(payload["studio_id"])
    async with services.units() as uow:
        bookings = await uow.docs.open_bookings_of(studio_id)
    for lbg_id in bookings:
        async with services.units() as uow:
            await _follow(uow, lbg_id, studio_id)


async def _follow(uow: UnitOfWork, lbg_id: LbgId, studio_id: StudioId) -> None:
    group = await uow.bookings.holding(lbg_id)
    studio = (await uow.studios.by_ids([studio_id])).get(studio_id)
    if group is None or not group.is_draft or studio is None:
        return
    attempt = await uow.bookings.live_attempt(lbg_id)
    if attempt is not None and attempt.is_running:
        # The payment decides first; if it fails, the new rules apply to the next try.
        await uow.enqueue(FOLLOW_STUDIO_JOB, {"studio_id": studio_id}, due_at=uow.now + AFTER_PAYMENT)
        return
    changed = group
    for leg in group.living:
        if leg.studio_id == studio_id:
            changed = changed.with_leg(_with_rules_of(studio, leg))
    if changed != group:
        await uow.bookings.save(replace(changed, updated_at=uow.now))
        await supersede_outdated(uow, changed)
        await docs_outdated(uow, lbg_id)


def _with_rules_of(studio: Studio, leg: Leg) -> Leg:
    scope = replace(leg.scope, house_rules=studio.details.house_rules)
    return replace(leg, scope=scope, deposit=Money(studio.deposit_cents, leg.deposit.currency))


async def supersede_outdated(uow: UnitOfWork, group: LinkedBookingGroup) -> None:
    """Packs that no longer say what their leg says make way; what is held for legal reasons stays."""
    live = await uow.docs.live_packs([leg.id for leg in group.living])
    for leg in group.living:
        pack = live.get(leg.id)
        if pack is None or pack.is_held:
            continue
        if pack.fingerprint != content_fingerprint(await terms_of(uow, group, leg)):
            await supersede(uow, pack, "system")


async def follow_booking(services: Services, payload: Mapping[str, Any]) -> None:
    """Documents of a booking that came to nothing wait for nobody any more."""
    async with services.units() as uow:
        group = await uow.bookings.holding(LbgId(payload["lbg_id"]))
        if group is None:
            return
        over = [leg.id for leg in group.legs if not leg.is_living]
        for pack in (await uow.docs.live_packs(over)).values():
            if pack.status is PackStatus.ISSUED and not pack.is_held:
                await _close(uow, pack, pack.voided(uow.now), "voided")
                uow.emit(facts.of_pack("doc.pack.voided", pack, "system"))


async def expire(services: Services, payload: Mapping[str, Any]) -> None:
    """The time for signing is over: what was not signed by now needs a new pack."""
    async with services.units() as uow:
        pack = await uow.docs.pack(PackId(payload["subject"]))
        if pack is None or await uow.bookings.holding(pack.lbg_id) is None:
            return
        # Read again under the booking's lock: a last signature may have come first.
        pack = await uow.docs.pack(pack.pack_id)
        if pack is None or pack.is_held or not is_over(pack, uow.now):
            return
        await _close(uow, pack, pack.expired(uow.now), "expired")
        for document in pack.documents:
            if document.envelope_status is EnvelopeStatus.SENT:
                uow.emit(facts.of_document("doc.envelope.expired", pack, document, "system"))
        uow.emit(facts.of_pack("doc.pack.voided", pack, "system"))


async def _close(uow: UnitOfWork, before: Pack, after: Pack, event: str) -> None:
    await uow.docs.save(after)
    await uow.docs.add_events(evidence.closed(uow, before, event))
    await uow.unschedule(EXPIRE_TIMER, before.pack_id)
