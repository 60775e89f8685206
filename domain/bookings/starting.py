"""A checkout begins: one leg is priced, its time is held, and the group that it may share is opened."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.bookings import facts
from domain.bookings.charging import FeedOffer, leg_from, quote_taxes, with_fee
from domain.bookings.holding import EXPIRE_TIMER, LAPSE_TIMER, expires_at, hold_end, hold_slots
from domain.bookings.model import Leg, LinkedBookingGroup
from domain.bookings.offers import Offer, studio_offer, talent_offer
from domain.bookings.states import LegStatus
from domain.bookings.wishes import StartLeg, checked_window, checked_wish, invalid
from domain.calendar.spans import Span
from domain.common.cities import City
from domain.errors import Forbidden
from domain.ids import LbgId, OrderId, Prefix, StudioId, UserId
from domain.money.tax import TaxQuote
from domain.ports import Services, UnitOfWork, Units
from domain.viewer import Viewer

MOST_CHECKOUTS: Final = 30


async def start_checkout(
    services: Services,
    viewer: Viewer,
    wish: StartLeg,
    *,
    start: datetime,
    end: datetime,
    city: str,
    within: Units | None = None,
) -> LinkedBookingGroup:
    """Open a checkout with one leg and hold its time. Nothing is kept when anything is refused.

    `within` is the unit of work it is kept in, where that has to keep something else besides.
    """
    buyer = viewer.require_user()
    checked_wish(wish)
    async with services.units() as uow:
        session = checked_window(start, end, uow.now)
        place = await open_city(uow, city)
        offer = await _offer(uow, viewer, wish, session, place)
        feed = await with_fee(uow, offer, place.code)
    # Taxes may come from somebody else, who is never asked while a transaction is open.
    feed, quote = await quote_taxes(services.taxes, feed)
    async with (within or services.units)() as uow:
        return await _open(uow, buyer, feed, quote)


async def open_city(uow: UnitOfWork, name: str) -> City:
    """A city that is served. Raises SEARCH_CITY_GATED for one that is not open yet."""
    city = await uow.common.city(name)
    if city is None:
        raise invalid("city", "Not a city of the marketplace.")
    if not city.active:
        raise Forbidden(
            "SEARCH_CITY_GATED",
            "Bookings are not open in that city yet.",
            hint="The query cities lists where the marketplace is open.",
        )
    return city


async def _offer(uow: UnitOfWork, viewer: Viewer, wish: StartLeg, session: Span, city: City) -> Offer:
    if wish.studio_id is None:
        return await talent_offer(uow, viewer, wish, session)
    return await studio_offer(uow, viewer, StudioId(wish.studio_id), session, city, wish.crew_size)


async def _open(uow: UnitOfWork, buyer: UserId, feed: FeedOffer, quote: TaxQuote) -> LinkedBookingGroup:
    # Holding is free, so it is counted: nobody keeps a whole city's calendars closed.
    await uow.limits.take(f"checkout:{buyer}", most=MOST_CHECKOUTS, per=timedelta(hours=1))
    group = _new_group(uow, buyer, feed)
    group = group.with_leg(leg_from(uow, group.id, feed, quote))
    until = hold_end(group, uow.now) or group.start_at
    await hold_slots(uow, group, until)
    group = replace(group, hold_until=until)
    await uow.bookings.add(group)
    await uow.schedule(LAPSE_TIMER, group.id, until)
    await uow.schedule(EXPIRE_TIMER, group.id, expires_at(group))
    for name in ("lbg.create", "checkout.start"):
        uow.emit(facts.of_group(name, group, buyer, user_id=buyer))
    announce_leg(uow, group, group.legs[0], buyer)
    return group


def announce_leg(uow: UnitOfWork, group: LinkedBookingGroup, leg: Leg, actor: UserId) -> None:
    uow.emit(facts.of_leg("leg.create", group, leg, actor))
    uow.emit(facts.of_leg("tax.quote", group, leg, "system", tax_txn_id=leg.price.tax_quote_id))


def _new_group(uow: UnitOfWork, buyer: UserId, feed: FeedOffer) -> LinkedBookingGroup:
    return LinkedBookingGroup(
        id=LbgId(uow.new_id(Prefix.LBG)),
        order_id=OrderId(uow.new_id(Prefix.ORDER)),
        buyer_id=buyer,
        city=feed.city,
        start_at=feed.offer.session.start,
        end_at=feed.offer.session.end,
        legs=(),
        status=LegStatus.DRAFT,
        created_at=uow.now,
        updated_at=uow.now,
    )
