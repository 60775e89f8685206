"""A studio joins a checkout, or leaves it. Whatever was signed or opened for the old whole is out of date."""

from dataclasses import replace

from domain.bookings import facts, policy
from domain.bookings.charging import FeedOffer, leg_from, quote_taxes, with_fee
from domain.bookings.documents import with_documents_checked
from domain.bookings.holding import drop_payment, held_on, held_until, hold_end, release_leg
from domain.bookings.model import Leg, LegType, LinkedBookingGroup
from domain.bookings.offers import attached_offer
from domain.bookings.reading import holding_own, own_booking
from domain.bookings.starting import announce_leg
from domain.calendar.holds import person_taken
from domain.docs.following import supersede_outdated
from domain.docs.issuing import supersede
from domain.errors import Conflict
from domain.ids import LbgId, StudioId, UserId
from domain.money.tax import TaxQuote
from domain.ports import Services, UnitOfWork, Units
from domain.viewer import Viewer


async def attach_studio(
    services: Services, viewer: Viewer, lbg_id: LbgId, studio_id: StudioId, within: Units | None = None
) -> LinkedBookingGroup:
    """Add a studio leg for the same time; both legs will confirm together or not at all."""
    buyer = viewer.require_user()
    async with services.units() as uow:
        group = await own_booking(uow, buyer, lbg_id)
        policy.require(policy.why_not_attached(group, await uow.bookings.live_attempt(lbg_id)))
        feed = await with_fee(uow, await attached_offer(uow, viewer, group, studio_id), group.city)
    feed, quote = await quote_taxes(services.taxes, feed)
    async with (within or services.units)() as uow:
        return await _attach(uow, buyer, lbg_id, feed, quote)


async def detach_studio(uow: UnitOfWork, viewer: Viewer, lbg_id: LbgId) -> LinkedBookingGroup:
    """Take the studio leg out of a checkout that is not confirmed."""
    buyer = viewer.require_user()
    group = await holding_own(uow, buyer, lbg_id)
    attempt = await uow.bookings.live_attempt(lbg_id)
    policy.require(policy.why_not_detached(group, attempt))
    [leg] = [leg for leg in group.living if leg.type is LegType.STUDIO]
    await drop_payment(uow, attempt)
    await release_leg(uow, leg)
    await _withdraw_documents(uow, leg, buyer)
    remaining = await held_on(uow, group.with_legs([other for other in group.legs if other.id != leg.id]))
    await supersede_outdated(uow, remaining)
    remaining = await with_documents_checked(uow, remaining)
    saved = await uow.bookings.detach(replace(remaining, updated_at=uow.now), leg)
    uow.emit(facts.of_leg("booking.cancelled.buyer", saved, leg, buyer))
    return saved


async def _attach(
    uow: UnitOfWork, buyer: UserId, lbg_id: LbgId, feed: FeedOffer, quote: TaxQuote
) -> LinkedBookingGroup:
    group = await holding_own(uow, buyer, lbg_id)
    attempt = await uow.bookings.live_attempt(lbg_id)
    # Asked again under the lock: the first answer was for looking up prices only.
    policy.require(policy.why_not_attached(group, attempt))
    await drop_payment(uow, attempt)
    leg = leg_from(uow, lbg_id, feed, quote)
    group = await _held(uow, group.with_leg(leg))
    await supersede_outdated(uow, group)
    group = await with_documents_checked(uow, group)
    saved = await uow.bookings.save(replace(group, updated_at=uow.now))
    announce_leg(uow, saved, leg, buyer)
    return saved


async def _held(uow: UnitOfWork, group: LinkedBookingGroup) -> LinkedBookingGroup:
    until = hold_end(group, uow.now)
    if until is None:
        return group
    return await held_until(uow, group, until, talent_lost=_talent_lost())


async def _withdraw_documents(uow: UnitOfWork, leg: Leg, buyer: UserId) -> None:
    for pack in (await uow.docs.live_packs([leg.id])).values():
        await supersede(uow, pack, buyer)


def _talent_lost() -> Conflict:
    """The checkout lapsed, and its person is taken meanwhile: there is nothing left to attach to."""
    return Conflict("ORDER_STATE_INVALID", str(person_taken()), hint="Start a new checkout at another time.")
