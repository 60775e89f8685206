"""confirmPayment: all or nothing, once, whoever asks, however often, whatever the processor does."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.calendar.holds import HoldStatus
from domain.ids import LegId, StudioId
from server.settings import Settings
from tests.api.checkout_world import CONFIRM, Checkout, Shop
from tests.api.processor import DEPOSIT, PRICE, Processor, of_kind
from tests.api.test_paying import follow
from tests.world import open_world

THREE_D_SECURE = "pm_card_authenticationRequired"
STEPS = (
    "POST /v1/payment_intents/*/confirm",
    "POST /v1/payment_intents/*/capture",
    "GET /v1/payment_intents/*",
)


async def hold_states(checkout: Checkout) -> set[HoldStatus]:
    async with checkout.api.units() as uow:
        group = await uow.bookings.whole(checkout.lbg_id)
        assert group is not None
        holds = [await uow.calendar.of_leg(LegId(leg.id)) for leg in group.legs]
    return {hold.status for of_leg in holds for hold in of_leg if hold.status is not HoldStatus.RELEASED}


async def charges(checkout: Checkout) -> list[tuple[str, int]]:
    """Status and amount of every charge of a booking that we have written down."""
    async with checkout.api.units() as uow:
        found = await uow.money.charges_of([checkout.lbg_id])
    return [(charge.status.value, charge.amount.cents) for charge in found.values()]


async def assert_confirmed_once(checkout: Checkout, processor: Processor) -> None:
    group = await checkout.group()
    assert {leg.status.value for leg in group.legs} == {"confirmed"}
    assert await processor.captured() == [group.amount_due.cents]
    assert await charges(checkout) == [("succeeded", group.amount_due.cents)]
    assert await hold_states(checkout) == {HoldStatus.BOOKED}
    names = [event.name for event in await checkout.told()]
    assert names.count("lbg.confirmed") == names.count("payment.capture.succeeded") == 1


async def assert_untouched(checkout: Checkout, processor: Processor) -> None:
    """Nothing was taken, nothing is held on a card, and every leg is where it was."""
    await checkout.api.drain()
    assert set(await checkout.statuses()) == {"awaiting_payment"}
    assert await processor.captured() == []
    assert "requires_capture" not in [status for _, status in await processor.states()]
    assert await charges(checkout) == []
    assert await hold_states(checkout) == {HoldStatus.HELD}
    assert "lbg.confirmed" not in [event.name for event in await checkout.told()]


async def test_every_leg_is_confirmed_and_one_charge_captured(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).paid()
    group = await checkout.group()
    answer = (await checkout.confirm()).data["confirmPayment"]
    assert answer["status"] == "confirmed"
    assert [leg["status"] for leg in answer["legs"]] == ["confirmed", "confirmed"]
    assert answer["amountCents"] == group.total.cents
    assert answer["chargeId"].startswith("chg_")
    await assert_confirmed_once(checkout, processor)
    assert await processor.states() == [(PRICE, "succeeded"), (DEPOSIT, "requires_capture")]

    booking = await checkout.booking()
    assert booking["threadId"] == answer["threadId"]
    assert booking["acceptanceUntil"] == answer["acceptanceUntil"]
    async with shop.api.units() as uow:
        [charge] = (await uow.money.charges_of([checkout.lbg_id])).values()
        deposits = await uow.money.deposits_of([leg.id for leg in group.legs])
    assert {split.leg_id: split.amount for split in charge.splits} == {
        leg.id: leg.price.total for leg in group.legs
    }
    assert [(deposit.leg_id, deposit.authorized.cents) for deposit in deposits.values()] == [
        (group.legs[1].id, 20_000)
    ]


async def test_taxes_are_reported_once_per_leg(shop: Shop) -> None:
    checkout = await (await shop.start_both()).confirmed()
    await shop.api.drain()
    reported = [event.ids["leg_id"] for event in await checkout.told() if event.name == "tax.commit"]
    assert sorted(map(str, reported)) == sorted(leg.id for leg in (await checkout.group()).legs)


async def test_taxes_of_the_processor_are_reported_to_the_processor(settings: Settings) -> None:
    async with open_world(replace(settings, taxes="stripe")) as world:
        checkout = await (await (await Shop(world).open()).start()).confirmed()
        await world.drain()
        [leg] = (await checkout.group()).legs
        [told] = [event for event in await checkout.told() if event.name == "tax.commit"]
        report = str(told.ids["tax_txn_id"])
        kept = await Processor(world).payments.client.v1.tax.transactions.retrieve_async(report)
    assert (leg.price.tax.cents > 0, kept.reference) == (True, leg.id)


async def test_confirming_twice_answers_the_same_and_charges_once(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).paid()
    first, second = await checkout.confirm(), await checkout.confirm()
    assert first.data == second.data
    await assert_confirmed_once(checkout, processor)


async def test_confirming_many_times_at_once_charges_once(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).paid()
    answers = await asyncio.gather(*(checkout.confirm() for _ in range(6)))
    # Whoever met a call under way may be told to ask again; nobody is told that it failed.
    assert {answer.code for answer in answers} <= {None, "UNAVAILABLE"}
    assert None in {answer.code for answer in answers}
    await assert_confirmed_once(checkout, processor)


async def test_without_an_open_payment_the_remedy_opens_one(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).sign()
    refused = await checkout.confirm()
    assert refused.code == "PAYMENT_FAILED"
    assert (await follow(checkout, refused.extensions["remedies"][0])).errors == []
    await assert_untouched(checkout, processor)


async def test_without_signatures_nothing_is_confirmed(shop: Shop, processor: Processor) -> None:
    checkout = await shop.start()
    refused = await checkout.confirm()
    assert refused.code == "CHK_DOCS_REQUIRED"
    assert await checkout.statuses() == ["awaiting_docs", "awaiting_docs"]
    assert await processor.intents() == []


@pytest.mark.parametrize(
    "card",
    ["pm_card_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_chargeDeclinedLostCard"],
)
async def test_a_declined_card_changes_nothing_and_another_one_works(
    shop: Shop, processor: Processor, card: str
) -> None:
    checkout = await (await shop.start_both()).paid(card)
    refused = await checkout.confirm()
    assert (refused.code, refused.extensions["remedies"][0]["mutation"]) == (
        "PAYMENT_FAILED",
        "createPaymentIntent",
    )
    await assert_untouched(checkout, processor)
    assert (await checkout.told())[-1].ids["error_code"] == "PAYMENT_FAILED"
    assert (
        await follow(
            checkout, refused.extensions["remedies"][0], method={"kind": "card", "token": "pm_card_visa"}
        )
    ).errors == []
    assert (await checkout.confirm()).errors == []
    await assert_confirmed_once(checkout, processor)


async def test_a_deposit_that_cannot_be_held_takes_the_whole_confirmation_back(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start_both()).paid()
    await processor.cancel(of_kind(await processor.intents(), DEPOSIT).id)
    refused = await checkout.confirm()
    assert refused.code == "CHK_ATOMIC_FAIL"
    await assert_untouched(checkout, processor)
    assert [status for _, status in await processor.states()] == ["canceled", "canceled"]
    method = {"kind": "card", "token": "pm_card_visa"}
    assert (await follow(checkout, refused.extensions["remedies"][0], method=method)).errors == []
    assert (await checkout.confirm()).errors == []


async def test_a_payment_cancelled_elsewhere_fails_the_whole(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    await processor.cancel(of_kind(await processor.intents(), PRICE).id)
    assert (await checkout.confirm()).code == "CHK_ATOMIC_FAIL"
    await assert_untouched(checkout, processor)


async def test_the_issuers_further_step_is_asked_for_and_then_it_goes_on(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).paid(THREE_D_SECURE)
    asked = await checkout.confirm()
    assert asked.code == "CHK_CARD_ACTION_REQUIRED"
    [intent] = await processor.intents()
    assert asked.extensions["clientSecret"].startswith(intent.id)
    await assert_untouched(checkout, processor)
    assert (await checkout.confirm()).code == "CHK_CARD_ACTION_REQUIRED"
    await processor.pass_action(intent)
    assert (await follow(checkout, asked.extensions["remedies"][0])).errors == []
    await assert_confirmed_once(checkout, processor)


async def test_a_failed_further_step_is_a_declined_payment(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid(THREE_D_SECURE)
    assert (await checkout.confirm()).code == "CHK_CARD_ACTION_REQUIRED"
    await processor.pass_action((await processor.intents())[0], succeed=False)
    assert (await checkout.confirm()).code == "PAYMENT_FAILED"
    await assert_untouched(checkout, processor)


async def test_the_deposit_may_ask_for_a_step_of_its_own(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).paid(THREE_D_SECURE)
    for kind in (PRICE, DEPOSIT):
        assert (await checkout.confirm()).code == "CHK_CARD_ACTION_REQUIRED"
        await processor.pass_action(of_kind(await processor.intents(), kind))
    assert (await checkout.confirm()).errors == []
    await assert_confirmed_once(checkout, processor)


async def test_the_same_key_gets_the_same_answer(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    answers = [
        await shop.api.run(CONFIRM, {"id": checkout.lbg_id}, token=checkout.buyer.token, key="once")
        for _ in range(2)
    ]
    assert answers[0].data == answers[1].data
    await assert_confirmed_once(checkout, processor)


async def test_a_slot_that_lapsed_is_won_back_if_it_is_still_free(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    await shop.api.advance(seconds=31 * 60)
    later = Checkout(shop, await shop.api.renewed(checkout.buyer), checkout.lbg_id, checkout.order_id)
    assert (await later.pay()).errors == []
    assert (await later.confirm()).errors == []
    await assert_confirmed_once(later, processor)


@pytest.mark.parametrize("kind", ["talent", "studio"])
async def test_a_slot_that_was_lost_meanwhile_is_refused_by_name(
    shop: Shop, processor: Processor, kind: str
) -> None:
    checkout = await (await shop.start_both()).paid()
    await shop.api.advance(seconds=31 * 60)
    rival = await shop.somebody("Rosa Lind")
    leg = shop.leg() if kind == "talent" else shop.studio_leg()
    await shop.start(rival, leg=leg)
    later = Checkout(shop, await shop.api.renewed(checkout.buyer), checkout.lbg_id, checkout.order_id)
    assert (await later.pay()).errors == []
    refused = await later.confirm()
    assert refused.code == {"talent": "SP_CONFLICT_CALENDAR", "studio": "CHK_STUDIO_CONFLICT"}[kind]
    assert await processor.captured() == []
    assert set(await later.statuses()) == {"awaiting_payment"}


async def test_documents_that_no_longer_hold_must_be_issued_anew(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).paid()
    async with shop.api.units() as uow:
        studio = (await uow.studios.by_ids([StudioId(shop.studio.studio_id)]))[
            StudioId(shop.studio.studio_id)
        ]
        moved = replace(studio.details.address, line1="200 Main St")
        await uow.studios.save(replace(studio, details=replace(studio.details, address=moved)))
    refused = await checkout.confirm()
    assert refused.code == "DOC_REISSUE_REQUIRED"
    await assert_untouched(checkout, processor)
    assert (await follow(checkout, refused.extensions["remedies"][0])).errors == []
    await checkout.paid()
    assert (await checkout.confirm()).errors == []
    await assert_confirmed_once(checkout, processor)


async def test_while_it_is_being_confirmed_nobody_changes_the_booking(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start_both()).paid()
    await processor.trouble("POST /v1/payment_intents/*/capture", "fail", times=20)
    assert (await checkout.confirm()).code == "UNAVAILABLE"
    assert {(await checkout.attach()).code, (await checkout.detach()).code} == {"ORDER_STATE_INVALID"}
    assert (await checkout.pay()).code == "ORDER_STATE_INVALID"
    disabled = {action["action"]: action["code"] for action in (await checkout.booking())["availableActions"]}
    assert disabled["detachStudio"] == "ORDER_STATE_INVALID"


@pytest.mark.parametrize("on", STEPS)
@pytest.mark.parametrize("do", ["act_and_drop", "fail"])
async def test_a_processor_that_loses_one_answer_is_not_noticed(
    shop: Shop, processor: Processor, on: str, do: str
) -> None:
    checkout = await (await shop.start_both()).paid()
    await processor.trouble(on, do, times=1)
    answer = await checkout.confirm()
    assert answer.errors == []
    await assert_confirmed_once(checkout, processor)


@pytest.mark.parametrize("on", STEPS)
@pytest.mark.parametrize("do", ["act_and_drop", "fail"])
async def test_a_processor_that_is_silent_for_long_is_waited_for_and_charges_once(
    shop: Shop, processor: Processor, on: str, do: str
) -> None:
    checkout = await (await shop.start_both()).paid()
    await processor.trouble(on, do, times=5)
    silent = await checkout.confirm()
    assert (silent.code, silent.extensions["remedies"][0]["mutation"]) == ("UNAVAILABLE", "confirmPayment")
    for _ in range(4):
        await shop.api.advance(seconds=61)
    await assert_confirmed_once(checkout, processor)
    timers = await shop.api.advance(seconds=3600)
    assert "checkout.reconcile" not in {timer["kind"] for timer in timers}


async def test_a_confirmation_and_a_change_at_once_never_charge_for_what_is_not_booked(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start_both()).paid()
    confirmed, detached = await asyncio.gather(checkout.confirm(), checkout.detach())
    await shop.api.drain()
    # One of the two came first, and the other was refused; there is no third outcome.
    assert (confirmed.code is None) != (detached.code is None)
    if confirmed.code is None:
        assert detached.code == "ORDER_STATE_INVALID"
        await assert_confirmed_once(checkout, processor)
    else:
        assert len((await checkout.group()).legs) == 1
        assert await processor.captured() == []


async def test_a_confirmation_and_another_card_at_once_charge_one_card_once(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).paid()
    confirmed, opened = await asyncio.gather(checkout.confirm(), checkout.pay("pm_card_mastercard"))
    await shop.api.drain()
    if opened.code is None:
        assert confirmed.code is not None or len(await processor.captured()) == 1
        if confirmed.code is not None:
            assert (await checkout.confirm()).errors == []
    await assert_confirmed_once(checkout, processor)


async def test_a_confirmed_booking_cannot_be_changed_or_paid_again(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start_both()).confirmed()
    answers: list[Any] = [
        await checkout.attach(),
        await checkout.detach(),
        await checkout.pay(),
        await checkout.issue(),
    ]
    assert {answer.code for answer in answers} == {"ORDER_STATE_INVALID"}
    await assert_confirmed_once(checkout, processor)


async def test_a_checkout_that_failed_cannot_be_confirmed(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start(when=shop.when(days=20))).paid()
    await shop.api.advance(seconds=73 * 3600)
    later = Checkout(shop, await shop.api.renewed(checkout.buyer), checkout.lbg_id, checkout.order_id)
    assert (await later.confirm()).code == "CHK_ATOMIC_FAIL"
    assert await processor.captured() == []
