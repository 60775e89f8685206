"""The steps of one booking, taken by the people whose steps they are."""

import random

from domain.bookings.attaching import attach_studio
from domain.bookings.completing import mark_completed
from domain.bookings.confirming import confirm_payment
from domain.bookings.model import LinkedBookingGroup
from domain.bookings.paying import PaymentWish, create_payment_intent
from domain.bookings.starting import start_checkout
from domain.bookings.wishes import StartLeg
from domain.docs.actions import my_docs_to_sign
from domain.docs.issuing import Request, create_doc_pack
from domain.docs.signing import mark_doc_signed
from domain.ids import LbgId, PackageId, ProfileId, ThreadId, UserId
from domain.threads.drafts import MessageDraft
from domain.threads.sending import send_message
from server.seed.plans import HOURS, Plan
from server.seed.words import REGIONS, TALK
from server.seed.world import Seeding

CARD = PaymentWish(kind="card", token="pm_card_visa")  # noqa: S106 - a test card of the processor


async def book(city: Seeding, plan: Plan) -> LbgId:
    """From a wish to a confirmed booking with its conversation."""
    buyer = city.viewer(plan.buyer)
    group = await start_checkout(
        city.services,
        buyer,
        await _wish(city, plan),
        start=plan.starts_at,
        end=plan.ends_at,
        city=plan.city,
    )
    if plan.page is not None and plan.room is not None:
        group = await attach_studio(city.services, buyer, group.id, plan.room[1])
    await create_doc_pack(city.services, Request(buyer, group.id))
    for person in _parties(group):
        await _sign_all(city, person, group.id)
    await create_payment_intent(city.services, buyer, lbg_id=group.id, order_id=None, wish=CARD)
    confirmed, _ = await confirm_payment(city.services, buyer, group.id)
    if confirmed.thread_id is not None:
        await _talk(city, plan, confirmed, confirmed.thread_id)
    return group.id


async def accept(city: Seeding, plan: Plan, lbg_id: LbgId) -> None:
    """The buyer is content and says so."""
    async with city.services.units() as uow:
        await mark_completed(uow, city.viewer(plan.buyer), lbg_id)


async def _wish(city: Seeding, plan: Plan) -> StartLeg:
    if plan.page is None:
        return StartLeg(studio_id=plan.room[1] if plan.room else None, crew_size=3)
    page, profile_id = plan.page
    there = page.person.city
    address = {
        "line1": f"{100 + plan.number} Main Street",
        "city": there.replace("-", " ").title(),
        "region": REGIONS[there],
        "postal": "77002",
        "country": "US",
    }
    return StartLeg(
        service_profile_id=profile_id,
        package_id=await _two_hours(city, profile_id),
        location_kind="buyer",
        location_address=address,
        deliverables="Ten edited pictures within two weeks.",
    )


async def _two_hours(city: Seeding, profile_id: ProfileId) -> PackageId:
    async with city.services.units() as uow:
        packages = (await uow.profiles.packages([profile_id]))[profile_id]
    return next(package.id for package in packages if package.duration_min == HOURS * 60)


def _parties(group: LinkedBookingGroup) -> list[UserId]:
    return [group.buyer_id, *dict.fromkeys(leg.seller_id for leg in group.living)]


async def _sign_all(city: Seeding, person: UserId, lbg_id: LbgId) -> None:
    viewer = city.viewer(person)
    async with city.services.units() as uow:
        waiting = [one for one in await my_docs_to_sign(uow, viewer) if one.lbg_id == lbg_id]
        for document in waiting:
            await mark_doc_signed(uow, viewer, lbg_id, document.pack_id, document.envelope_id)


async def _talk(city: Seeding, plan: Plan, group: LinkedBookingGroup, thread_id: ThreadId) -> None:
    """A few lines, in turns."""
    chance = random.Random(f"talk:{plan.number}")
    lines = TALK[: chance.randint(0, 3)]
    if not lines:
        return
    speakers = _parties(group)[:2]
    async with city.services.units() as uow:
        for number, text in enumerate(lines):
            speaker = city.viewer(speakers[number % len(speakers)])
            await send_message(uow, speaker, thread_id, MessageDraft(text=text))
