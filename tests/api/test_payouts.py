import asyncio
from typing import Any

from domain.ids import UserId
from domain.money.ledger import Account, balances, first_break
from domain.money.payouts import PayoutStatus
from domain.money.sending import run_payout
from tests.api.money_world import (
    ACCOUNT,
    DAY,
    EVER,
    PAYOUTS,
    a_seller,
    complete,
    deposit_of,
    onboard,
    paid,
    payout_of,
    sandbox,
    stripe,
    told,
)
from tests.world import Person, World


async def listed(api: World, seller: Person) -> list[dict[str, Any]]:
    seller = await api.renewed(seller)
    answer = await api.run(PAYOUTS, EVER, token=seller.token)
    found: list[dict[str, Any]] = answer.data["myPayouts"]
    return found


async def ledger(api: World) -> dict[Account, int]:
    async with api.units() as uow:
        entries = await uow.money.entries()
    assert first_break(entries) is None
    booked = balances([entry.posting for entry in entries])
    assert sum(amount.cents for amount in booked.values()) == 0
    return {account: amount.cents for account, amount in booked.items() if amount.cents}


async def test_a_new_seller_is_paid_after_a_week_and_sees_it(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    (queued,) = await listed(api, seller)
    assert (queued["status"], queued["amountCents"], queued["reserveCents"]) == ("queued", 38_970, 4_330)
    assert (queued["legId"], queued["lbgId"], queued["paidAt"]) == (booked.leg_id, booked.lbg_id, None)
    await api.advance(seconds=7 * DAY - 60)
    assert (await payout_of(api, booked)).status is PayoutStatus.QUEUED
    await api.advance(seconds=120)
    assert (await payout_of(api, booked)).status is PayoutStatus.IN_TRANSIT
    await api.advance(seconds=3 * DAY)
    (arrived,) = await listed(api, seller)
    assert (arrived["status"], arrived["reason"]) == ("paid", None)
    assert arrived["paidAt"] is not None


async def test_the_books_are_right_after_a_booking_was_lived_through(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await api.drain()
    assert await ledger(api) == {
        Account.CASH: 47_630 - 1_411,
        Account.PROCESSING: 1_411,
        Account.SELLER_PAYABLE: -43_300,
        Account.FEES_DEFERRED: -4_000,
        Account.FEE_TAX: -330,
    }
    await complete(api, booked)
    await api.advance(seconds=8 * DAY)
    assert await ledger(api) == {
        Account.CASH: 47_630 - 1_411 - 38_970,
        Account.PROCESSING: 1_411,
        Account.SELLER_RESERVE: -4_330,
        Account.FEES_EARNED: -4_000,
        Account.FEE_TAX: -330,
    }
    await api.advance(seconds=23 * DAY)
    assert await ledger(api) == {
        Account.CASH: 47_630 - 1_411 - 43_300,
        Account.PROCESSING: 1_411,
        Account.FEES_EARNED: -4_000,
        Account.FEE_TAX: -330,
    }


async def test_completing_twice_queues_one_payout_and_earns_the_fee_once(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller)
    first = await complete(api, booked)
    assert (await complete(api, booked)).payout_id == first.payout_id
    assert (await ledger(api))[Account.FEES_EARNED] == -4_000


async def test_a_payout_waits_for_the_seller_and_goes_out_when_they_are_ready(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=8 * DAY)
    (waiting,) = await listed(api, seller)
    assert (waiting["status"], waiting["reason"]) == (
        "queued",
        "Waits until you complete your payout account.",
    )
    seller = await api.renewed(seller)
    await onboard(api, seller)
    (sent,) = await listed(api, seller)
    assert (sent["status"], sent["reason"]) == ("in_transit", None)


async def test_a_restricted_seller_is_told_what_the_payout_waits_for(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller, outcome="restricted")
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=8 * DAY)
    assert (await payout_of(api, booked)).reason == "Waits until your payout account is enabled again."


async def test_the_sixth_booking_is_paid_the_next_day_without_a_reserve(api: World) -> None:
    seller = await a_seller(api)
    for _ in range(5):
        assert (await complete(api, await paid(api, seller))).reserve.cents == 4_330
    sixth = await complete(api, await paid(api, seller))
    assert (sixth.amount.cents, sixth.reserve.cents) == (43_300, 0)
    account = (await api.run(ACCOUNT, token=seller.token)).data["payoutAccount"]
    assert (account["schedule"], account["reservePct"], account["reserveCents"]) == ("t_plus_1", 0.0, 21_650)


async def test_a_bank_that_refuses_makes_a_payout_fail_and_then_arrive_after_all(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    async with api.units() as uow:
        account = await uow.money.seller_account(UserId(seller.user_id))
    assert account is not None
    await sandbox(api).close_bank(account.account_id)
    await api.advance(seconds=10 * DAY)
    failed = await payout_of(api, booked)
    assert (failed.status, failed.reason) == (PayoutStatus.FAILED, "The bank account has been closed.")
    await sandbox(api).close_bank(account.account_id, is_open=True)
    await api.advance(seconds=3 * DAY)
    assert (await payout_of(api, booked)).status is PayoutStatus.PAID


async def test_news_that_comes_twice_late_and_swapped_has_one_effect(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    await sandbox(api).order_trouble(
        {"on": "webhook transfer.created", "do": "repeat", "times": 5},
        {"on": "webhook payout.created", "do": "reorder", "times": 5},
        {"on": "webhook payout.paid", "do": "repeat", "times": 5},
        {"on": "webhook charge.captured", "do": "late", "seconds": 20 * DAY},
    )
    booked = await paid(api, seller)
    await complete(api, booked)
    await api.advance(seconds=31 * DAY)
    assert (await payout_of(api, booked)).status is PayoutStatus.PAID
    assert (await ledger(api))[Account.CASH] == 47_630 - 1_411 - 43_300


async def test_a_transfer_whose_answer_was_lost_is_sent_once(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    await complete(api, booked)
    await sandbox(api).order_trouble({"on": "POST /v1/transfers", "do": "act_and_drop"})
    await api.advance(seconds=8 * DAY)
    await told(api)
    assert (await payout_of(api, booked)).status in (PayoutStatus.IN_TRANSIT, PayoutStatus.PAID)
    sent = await stripe(api).v1.transfers.list_async({"transfer_group": booked.order_id})
    assert [transfer.amount for transfer in sent.data] == [38_970]


async def test_a_deposit_is_let_go_when_the_booking_is_completed(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller, deposit=20_000)
    assert (await deposit_of(api, booked)).status.value == "authorized"
    await complete(api, booked)
    await api.drain()
    deposit = await deposit_of(api, booked)
    assert (deposit.status.value, deposit.captured.cents) == ("voided", 0)


async def test_an_authorisation_that_lapsed_by_itself_is_followed(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller, deposit=20_000)
    await api.advance(seconds=8 * DAY)
    assert (await deposit_of(api, booked)).status.value == "expired"


async def test_a_list_of_payouts_is_two_statements_however_long(api: World) -> None:
    seller = await a_seller(api)
    for _ in range(3):
        await complete(api, await paid(api, seller))
    await api.run(PAYOUTS, EVER, token=seller.token)
    with api.statements() as few:
        answer = await api.run(PAYOUTS, EVER, token=seller.token)
    assert len(answer.data["myPayouts"]) == 3
    for _ in range(3):
        await complete(api, await paid(api, seller))
    with api.statements() as many:
        answer = await api.run(PAYOUTS, EVER, token=seller.token)
    assert len(answer.data["myPayouts"]) == 6
    assert len(few) == len(many)


async def test_rival_workers_send_a_payout_once(api: World) -> None:
    seller = await a_seller(api)
    await onboard(api, seller)
    booked = await paid(api, seller)
    payout = await complete(api, booked)
    async with api.units() as uow:
        await uow.unschedule("payout.run", payout.payout_id)
    await api.advance(seconds=7 * DAY + 1)
    await asyncio.gather(*[run_payout(api.services, payout.payout_id) for _ in range(4)])
    sent = await stripe(api).v1.transfers.list_async({"transfer_group": booked.order_id})
    assert [transfer.id for transfer in sent.data] == [(await payout_of(api, booked)).transfer_id]
    async with api.units() as uow:
        entries = await uow.money.entries(booked.lbg_id)
    assert [entry.posting.amount.cents for entry in entries if entry.posting.memo == "Payout to seller"] == [
        38_970
    ]


async def test_a_processing_fee_that_is_not_known_yet_is_asked_for_again(api: World) -> None:
    seller = await a_seller(api)
    booked = await paid(api, seller, captured_later=True)
    await api.drain()
    assert Account.PROCESSING not in await ledger(api)
    await api.services.payments.capture_payment(booked.intent, key="later")
    await api.advance(seconds=3_700)
    assert (await ledger(api))[Account.PROCESSING] == 1_411
