"""Bookings that are paid for, and sellers who may be paid: through the real processor adapter and its double."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import text
from stripe import StripeClient

from domain.ids import ChargeId, LbgId, LegId, OrderId, Prefix, UserId
from domain.money import Money
from domain.money.capturing import Capture, HeldDeposit, record_capture, record_deposit
from domain.money.completing import queue_payouts
from domain.money.entries import LegMoney
from domain.money.model import ChargeSplit, Deposit
from domain.money.payouts import Payout
from domain.money.processor import CaptureMode, PaymentOrder
from integrations.stripe_payments import StripePayments, StripeSandbox
from tests.api.supply import a_draft_page
from tests.world import Person, World

DAY = 86_400
LINK = "mutation ($r: AWSURL) { createOnboardingLink(returnUrl: $r) { url expiresAt } }"
ACCOUNT = (
    "{ payoutAccount { status payoutsEnabled requirements schedule reservePct reserveCents"
    " availableCents pendingCents instantEligible instantFeeCents } }"
)
PAYOUTS = (
    "query ($from: AWSDate!, $to: AWSDate!) { myPayouts(from: $from, to: $to) {"
    " payoutId legId lbgId amountCents reserveCents currency status instant scheduledFor paidAt reason } }"
)
_TODAY = datetime.now(UTC).date()
EVER = {"from": str(_TODAY - timedelta(days=60)), "to": str(_TODAY + timedelta(days=300))}


@dataclass(frozen=True)
class Paid:
    """A booking of one leg whose charge is captured."""

    lbg_id: LbgId
    leg_id: LegId
    order_id: OrderId
    money: LegMoney
    intent: str


async def a_seller(api: World) -> Person:
    """Someone with a page of their own, who is not known to the processor yet."""
    seller = await api.sign_up()
    await a_draft_page(api, seller)
    return seller


async def onboard(api: World, seller: Person, outcome: str = "enabled") -> None:
    """Do what a seller does: ask for the link, open it, and let the webhook come in."""
    answer = await api.run(LINK, token=seller.token)
    async with stripe_http(api) as http:
        await http.get(answer.data["createOnboardingLink"]["url"], params={"outcome": outcome})
    await told(api)


async def told(api: World) -> None:
    """Let the processor tell what it has to tell, and handle it."""
    await sandbox(api).deliver_webhooks()
    await api.drain()


def sandbox(api: World) -> StripeSandbox:
    assert isinstance(api.services.sandbox, StripeSandbox)
    return api.services.sandbox


def stripe(api: World) -> StripeClient:
    """The SDK, for looking at the processor's own books."""
    assert isinstance(api.services.payments, StripePayments)
    return api.services.payments.client


async def paid(
    api: World, seller: Person, *, subtotal: int = 40_000, deposit: int = 0, captured_later: bool = False
) -> Paid:
    """A booking with its row, its captured payment, and what confirmation writes down about money.

    `captured_later` writes the capture down before the processor has the money.
    """
    buyer = await api.sign_up()
    async with api.units() as uow:
        lbg_id, leg_id = LbgId(uow.new_id(Prefix.LBG)), LegId(uow.new_id(Prefix.LEG))
        order_id = OrderId(uow.new_id(Prefix.ORDER))
    money = LegMoney(lbg_id, leg_id, Money(subtotal), Money(3_300), Money(4_000), Money(330))
    await _rows(api, buyer, seller, order_id, money)
    payments = api.services.payments
    customer = await payments.ensure_customer(UserId(buyer.user_id), email=buyer.email)
    order = PaymentOrder(
        money.total, customer, order_id, CaptureMode.MANUAL, method="pm_card_visa", save_for_later=True
    )
    opened = await payments.open_payment(order, key=f"{lbg_id}:open")
    taken = await payments.confirm_payment(opened.id, key=f"{lbg_id}:confirm")
    if not captured_later:
        taken = await payments.capture_payment(opened.id, key=f"{lbg_id}:capture")
    taken = replace(taken, received=money.total)
    async with api.units() as uow:
        charge_id = ChargeId(uow.new_id(Prefix.CHARGE))
        split = ChargeSplit(money, UserId(seller.user_id))
        await record_capture(uow, Capture(charge_id, lbg_id, order_id, "card", (split,), taken))
    booked = Paid(lbg_id, leg_id, order_id, money, opened.id)
    if deposit:
        await _hold(api, booked, order, deposit)
    return booked


async def complete(api: World, booked: Paid) -> Payout:
    async with api.units() as uow:
        (payout,) = await queue_payouts(uow, booked.lbg_id)
    return payout


async def payout_of(api: World, booked: Paid) -> Payout:
    async with api.units() as uow:
        return (await uow.money.payouts_of([booked.leg_id]))[booked.leg_id]


async def deposit_of(api: World, booked: Paid) -> Deposit:
    async with api.units() as uow:
        return (await uow.money.deposits_of([booked.leg_id]))[booked.leg_id]


def stripe_http(api: World) -> httpx.AsyncClient:
    """A browser that can reach the double."""
    transport = sandbox(api)._http._transport
    return httpx.AsyncClient(transport=transport)


async def _hold(api: World, booked: Paid, order: PaymentOrder, cents: int) -> None:
    payments = api.services.payments
    held = PaymentOrder(Money(cents), order.customer, order.group, method="pm_card_visa")
    opened = await payments.open_deposit(held, key=f"{booked.lbg_id}:deposit")
    payment = await payments.authorise_deposit(opened.id, key=f"{booked.lbg_id}:authorise")
    async with api.units() as uow:
        await record_deposit(uow, HeldDeposit(booked.leg_id, booked.lbg_id, payment))


async def _rows(api: World, buyer: Person, seller: Person, order_id: str, money: LegMoney) -> None:
    """The least that money refers to."""
    async with api.units() as uow:
        profile = await uow.connection.execute(
            text("select profile_id from service_profile where user_id = :u"), {"u": seller.user_id}
        )
        given = {
            "lbg": money.lbg_id,
            "leg": money.leg_id,
            "ord": order_id,
            "buyer": buyer.user_id,
            "seller": seller.user_id,
            "profile": profile.scalar_one(),
            "start": uow.now - timedelta(hours=4),
            "end": uow.now - timedelta(hours=2),
            "subtotal": money.subtotal.cents,
            "tax": money.service_tax.cents,
            "fee": money.fee.cents,
            "fee_tax": money.fee_tax.cents,
        }
        for statement in (LBG, LEG):
            await uow.connection.execute(text(statement), given)


LBG = """
insert into lbg (lbg_id, order_id, buyer_user_id, status, city, start_at, end_at, created_at, updated_at)
values (:lbg, :ord, :buyer, 'confirmed', 'houston', :start, :end, :start, :start)
"""
LEG = """
insert into booking_leg (leg_id, lbg_id, type, seller_user_id, service_profile_id, title, start_at, end_at,
  subtotal_cents, tax_cents, platform_fee_cents, platform_fee_tax_cents, tax_provider, tax_quote_id, tax_lines, platform_is_merchant, policy,
  scope, status, created_at, updated_at)
values (:leg, :lbg, 'talent', :seller, :profile, 'A shoot', :start, :end,
  :subtotal, :tax, :fee, :fee_tax, 'city_rates', 'houston:model', '[]', false, '{}', '{}', 'confirmed', :start, :start)
"""
