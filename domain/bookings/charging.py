"""Fees and taxes of a leg: what the buyer pays beyond the seller's price."""

from dataclasses import dataclass, replace

from domain.bookings.model import Leg, LegPrice, LineItem, LineKind, TaxLine
from domain.bookings.offers import Offer
from domain.bookings.pricing import PricedLine
from domain.bookings.states import LegMove, LegStatus, after
from domain.ids import LbgId, LegId, LineId, Prefix
from domain.money import Money
from domain.money.fees import quote_fees, rule_for
from domain.money.tax import TaxedPart, TaxQuote, TaxQuotes
from domain.ports import UnitOfWork
from domain.studios.pricing import INCLUDED_TAX, without_tax


@dataclass(frozen=True)
class FeedOffer:
    """An offer with its platform fee."""

    offer: Offer
    city: str
    fee: Money


async def with_fee(uow: UnitOfWork, offer: Offer, city: str) -> FeedOffer:
    """Raises FEE_RULE_MISSING where nobody said what the platform takes."""
    rule = rule_for(await uow.money.fee_rules(), city, offer.role)
    return FeedOffer(offer, city, quote_fees(rule, offer.subtotal).fee)


async def quote_taxes(taxes: TaxQuotes, feed: FeedOffer) -> tuple[FeedOffer, TaxQuote]:
    """Taxes on service and fee; a price that includes its tax is taken apart, and keeps its sum."""
    quote = await taxes.quote(feed.city, feed.offer.role, feed.offer.subtotal, feed.fee)
    if not feed.offer.tax_inclusive:
        return feed, quote
    rate_bps = sum(line.rate_bps for line in quote.of(TaxedPart.SERVICE))
    quote = await taxes.quote(
        feed.city, feed.offer.role, without_tax(feed.offer.subtotal, rate_bps), feed.fee
    )
    return replace(feed, offer=_without(feed.offer, quote.service_tax)), quote


def leg_from(uow: UnitOfWork, lbg_id: LbgId, feed: FeedOffer, quote: TaxQuote) -> Leg:
    """The leg as it is kept: it waits for its documents."""
    offer = feed.offer
    return Leg(
        id=LegId(uow.new_id(Prefix.LEG)),
        lbg_id=lbg_id,
        type=offer.type,
        seller_id=offer.seller_id,
        service_profile_id=offer.service_profile_id,
        studio_id=offer.studio_id,
        title=offer.title,
        start_at=offer.session.start,
        end_at=offer.session.end,
        price=_price(uow, feed, quote),
        policy=offer.policy,
        scope=offer.scope,
        status=after(LegStatus.DRAFT, LegMove.ASK_SIGNATURES),
        deposit=offer.deposit,
        created_at=uow.now,
    )


def _price(uow: UnitOfWork, feed: FeedOffer, quote: TaxQuote) -> LegPrice:
    return LegPrice(
        lines=tuple(
            LineItem(LineId(uow.new_id(Prefix.LINE)), line.kind, line.title, line.unit, line.qty)
            for line in feed.offer.lines
        ),
        tax_lines=tuple(
            TaxLine(line.jurisdiction, line.rate_bps, line.amount) for line in quote.of(TaxedPart.SERVICE)
        ),
        platform_fee=feed.fee,
        platform_fee_tax=quote.fee_tax,
        platform_is_merchant=quote.platform_is_merchant,
        tax_provider=quote.provider,
        tax_quote_id=quote.provider_id,
    )


def _without(offer: Offer, tax: Money) -> Offer:
    if tax.cents == 0:
        return offer
    return replace(offer, lines=(*offer.lines, PricedLine(LineKind.ADJUSTMENT, INCLUDED_TAX, -tax)))
