"""News of the processor that changes money after the fact, and news that comes again."""

import json
from typing import Any

from sqlalchemy import text

from domain.ids import UserId
from domain.money import Money
from domain.money.ledger import Account, balances
from domain.money.news import BankPayoutNews, TransferNews
from domain.money.payers import customer_for
from domain.money.payouts import PayoutStatus
from domain.money.processor import BankPayout, BankPayoutStatus
from domain.money.webhooks import hear
from tests.api.money_world import DAY, a_seller, complete, onboard, paid, payout_of, sandbox, stripe, told
from tests.world import World


async def seller_payable(api: World) -> int:
    async with api.units() as uow:
        entries = await uow.money.entries()
    return balances([entry.posting for entry in entries]).get(Account.SELLER_PAYABLE, Money(0)).cents


async def test_a_transfer_taken_back_is_owed_to_the_seller_again(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=7 * DAY + 60)
    sent = await payout_of(api, booked)
    assert (sent.status, await seller_payable(api)) == (PayoutStatus.IN_TRANSIT, 0)
    await api.services.payments.reverse_transfer(str(sent.transfer_id), sent.amount, key="back")
    for _ in range(2):
        await told(api)
    failed = await payout_of(api, booked)
    assert (failed.status, failed.reason) == (PayoutStatus.FAILED, "The transfer was reversed.")
    assert await seller_payable(api) == -38_970


async def test_a_part_taken_back_leaves_the_payout_alone(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=7 * DAY + 60)
    sent = await payout_of(api, booked)
    part = await api.services.payments.reverse_transfer(str(sent.transfer_id), Money(100), key="back")
    await hear(api.services, TransferNews(part))
    assert (await payout_of(api, booked)).status is PayoutStatus.IN_TRANSIT


async def test_what_is_claimed_about_a_payout_is_checked_with_the_processor(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=11 * DAY)
    arrived = await payout_of(api, booked)
    assert arrived.status is PayoutStatus.PAID
    async with api.units() as uow:
        account = await uow.money.seller_account(UserId(seller.user_id))
    assert account is not None
    claim = BankPayout(
        str(arrived.bank_payout_id), account.account_id, arrived.amount, BankPayoutStatus.FAILED
    )
    await hear(api.services, BankPayoutNews(claim))
    assert await payout_of(api, booked) == arrived


async def test_a_webhook_that_comes_again_is_taken_and_changes_nothing(api: World) -> None:
    seller = await a_seller(api)
    await sandbox(api).order_trouble({"on": "webhook account.updated", "do": "repeat", "copies": 3})
    await onboard(api, seller)
    events = await stripe(api).v1.events.list_async({"type": "account.updated"})
    async with api.units() as uow:
        body = await uow.webhooks.body_of("stripe", events.data[0].id)
        account = await uow.money.seller_account(UserId(seller.user_id))
    assert body is not None
    assert body["id"] == events.data[0].id
    await told(api)
    async with api.units() as uow:
        assert await uow.money.seller_account(UserId(seller.user_id)) == account


async def test_news_of_things_that_are_not_ours_is_kept_and_left_alone(api: World) -> None:
    double = stripe(api).v1
    stranger = await double.accounts.create_async({"type": "express"})
    link = await double.account_links.create_async(
        {
            "account": stranger.id,
            "type": "account_onboarding",
            "return_url": "https://elsewhere.test",
            "refresh_url": "https://elsewhere.test",
        }
    )
    await sandbox(api).open_address(link.url)
    order: Any = {"amount": 900, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    intent = await double.payment_intents.create_async(order)
    await double.refunds.create_async({"payment_intent": intent.id})
    await told(api)
    async with api.units() as uow:
        assert await uow.money.entries() == []
    jobs = await dead_jobs(api)
    assert jobs == []


async def test_a_person_is_the_same_customer_every_time(api: World) -> None:
    buyer = await api.sign_up()
    async with api.units() as uow:
        account = await uow.accounts.by_id(UserId(buyer.user_id))
    assert account is not None
    first = await customer_for(api.services, account)
    await sandbox(api).order_trouble({"on": "POST /v1/customers", "do": "fail", "times": 9})
    assert await customer_for(api.services, account) == first


async def dead_jobs(api: World) -> list[str]:
    async with api.process.kernel.engine.connect() as connection:
        rows = await connection.execute(text("select kind, last_error from job"))
        return [json.dumps(list(row)) for row in rows]
