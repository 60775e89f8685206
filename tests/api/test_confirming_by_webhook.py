"""Confirmations that the processor's word sets off, and its words that come twice, late or in vain."""

import asyncio

from tests.api.checkout_world import Checkout, Shop
from tests.api.processor import PRICE, Processor
from tests.api.test_confirming import THREE_D_SECURE, assert_confirmed_once


async def test_the_webhook_of_an_authorisation_confirms_even_if_nobody_asks_again(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).paid(THREE_D_SECURE)
    assert (await checkout.confirm()).code == "CHK_CARD_ACTION_REQUIRED"
    await processor.pass_action((await processor.intents())[0])
    await processor.webhooks()
    await assert_confirmed_once(checkout, processor)
    assert (await checkout.confirm()).data["confirmPayment"]["status"] == "confirmed"


async def test_a_card_given_in_the_payment_form_confirms_by_webhook_alone(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).sign()
    assert (await checkout.pay(token=None)).errors == []
    form = await checkout.confirm()
    assert (form.code, form.extensions["remedies"][0]["mutation"]) == (
        "CHK_CARD_ACTION_REQUIRED",
        "confirmPayment",
    )
    await processor.fill_in_form((await processor.intents())[0], "pm_card_visa")
    await processor.webhooks()
    await assert_confirmed_once(checkout, processor)


async def test_a_form_filled_in_before_anybody_confirms_is_the_buyers_word(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).sign()
    assert (await checkout.pay(token=None)).errors == []
    await processor.fill_in_form((await processor.intents())[0], "pm_card_visa")
    answers = await asyncio.gather(checkout.confirm(), processor.webhooks())
    assert answers[0].code in {None, "UNAVAILABLE"}
    await assert_confirmed_once(checkout, processor)


async def test_a_form_filled_in_after_the_slot_was_lost_is_given_back(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).sign()
    await shop.api.advance(seconds=31 * 60)
    later = Checkout(shop, await shop.api.renewed(checkout.buyer), checkout.lbg_id, checkout.order_id)
    assert (await later.pay(token=None)).errors == []
    rival = await shop.somebody("Rosa Lind")
    await shop.start(rival)
    await processor.fill_in_form((await processor.intents())[0], "pm_card_visa")
    await processor.webhooks()
    await shop.api.drain()
    assert await processor.states() == [(PRICE, "canceled")]
    assert set(await later.statuses()) == {"awaiting_payment"}
    assert (await later.told())[-1].ids["error_code"] == "SP_CONFLICT_CALENDAR"


async def test_webhooks_that_come_twice_late_and_in_any_order_change_nothing(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start_both()).paid()
    for action in ("repeat", "late", "reorder"):
        await processor.trouble("webhook payment_intent.*", action, times=2)
    assert (await checkout.confirm()).errors == []
    for _ in range(3):
        await processor.webhooks()
    await shop.api.advance(seconds=3600)
    await assert_confirmed_once(checkout, processor)


async def test_an_authorisation_that_comes_too_late_is_given_back(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid(THREE_D_SECURE)
    assert (await checkout.confirm()).code == "CHK_CARD_ACTION_REQUIRED"
    [intent] = await processor.intents()
    await shop.api.advance(seconds=31 * 60)
    rival = await shop.somebody("Rosa Lind")
    await shop.start(rival)
    assert [status for _, status in await processor.states()] == ["canceled"]
    await processor.webhooks()
    assert await processor.captured() == []
    buyer = await shop.api.renewed(checkout.buyer)
    later = Checkout(shop, buyer, checkout.lbg_id, checkout.order_id)
    assert (await later.confirm()).code == "PAYMENT_FAILED"
    assert (await processor.intents())[0].id == intent.id
