"""Opening the one payment of a booking: when it may be, what it is for, and what takes its place."""

from typing import Any

import pytest

from tests.api.checkout_world import CARD, PAY, Checkout, Shop
from tests.api.processor import DEPOSIT, PRICE, Processor
from tests.api.signing import SIGN
from tests.world import Answer


async def follow(checkout: Checkout, remedy: Any, **more: Any) -> Answer:
    """Do what a refusal offered."""
    documents = {
        "createDocPack": "mutation ($draftId: ID!) { createDocPack(draftId: $draftId) { packId } }",
        "markDocSigned": SIGN.replace("$draft:", "$draftId:")
        .replace("draftId: $draft,", "draftId: $draftId,")
        .replace("$pack:", "$packId:")
        .replace("packId: $pack,", "packId: $packId,")
        .replace("$envelope:", "$envelopeId:")
        .replace("envelopeId: $envelope)", "envelopeId: $envelopeId)"),
        "createPaymentIntent": "mutation ($draftId: ID!, $method: PaymentMethodInput!) {"
        " createPaymentIntent(draftId: $draftId, method: $method) { paymentIntentId status } }",
        "confirmPayment": "mutation ($draftId: ID!) { confirmPayment(draftId: $draftId) { status } }",
    }
    variables = remedy["variables"] | more
    return await checkout.api.run(documents[remedy["mutation"]], variables, token=checkout.buyer.token)


async def test_nothing_is_paid_before_every_signature_and_the_remedies_lead_there(
    shop: Shop, processor: Processor
) -> None:
    checkout = await shop.start_both()
    refused = await checkout.pay()
    assert refused.code == "CHK_DOCS_REQUIRED"
    [issue] = refused.extensions["remedies"]
    assert (await follow(checkout, issue)).errors == []

    while remedies := (await checkout.pay()).extensions["remedies"]:
        assert {remedy["mutation"] for remedy in remedies} == {"markDocSigned"}
        assert (await follow(checkout, remedies[0])).errors == []
    waiting = await checkout.pay()
    assert (waiting.code, waiting.extensions["hint"]) == (
        "CHK_DOCS_REQUIRED",
        "Other signers have not signed yet.",
    )
    await checkout.sign()
    assert (await checkout.pay()).errors == []
    assert [kind for kind, _ in await processor.states()] == [PRICE, DEPOSIT]


async def test_the_payment_is_for_what_the_draft_says_and_the_deposit_is_apart(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start_both()).sign()
    draft = await checkout.draft()
    assert draft["nextStep"] == "payment"
    opened = (await checkout.pay()).data["createPaymentIntent"]
    assert opened["amountCents"] == draft["amountDueCents"]
    assert (opened["draftId"], opened["orderId"]) == (checkout.lbg_id, checkout.order_id)
    assert opened["status"] == "requires_confirmation"
    assert opened["clientSecret"].startswith(opened["paymentIntentId"])
    assert opened["depositClientSecret"]
    price, deposit = await processor.intents()
    assert (price.amount, deposit.amount) == (draft["amountDueCents"], draft["depositAuthCents"])
    assert (await checkout.draft())["nextStep"] == "confirm"
    assert [event.name for event in await checkout.told()][-1] == "payment.intent.created"


async def test_asking_twice_opens_one_payment(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).sign()
    first, second = await checkout.pay(), await checkout.pay()
    assert first.data == second.data
    assert len(await processor.intents()) == 1


async def test_the_order_names_the_booking_as_well(shop: Shop) -> None:
    checkout = await (await shop.start()).sign()
    by_order = await shop.api.run(
        PAY, {"order": checkout.order_id, "method": CARD}, token=checkout.buyer.token
    )
    assert by_order.data == (await checkout.pay()).data


async def test_another_amount_takes_the_place_of_the_open_payment(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    assert (await checkout.attach()).errors == []
    assert (await checkout.pay()).code == "CHK_DOCS_REQUIRED"
    await checkout.paid()
    await shop.api.drain()
    assert await processor.states() == [
        (PRICE, "canceled"),
        (PRICE, "requires_confirmation"),
        (DEPOSIT, "requires_payment_method"),
    ]


async def test_another_card_takes_the_place_of_the_open_payment(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    assert (await checkout.pay("pm_card_mastercard")).errors == []
    await shop.api.drain()
    assert await processor.states() == [(PRICE, "canceled"), (PRICE, "requires_confirmation")]


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"method": {"kind": "gold"}}, "method.kind"),
        ({"method": {"kind": ""}}, "method.kind"),
        ({"method": {"kind": "card", "token": "x" * 300}}, "method.token"),
        ({"method": {"kind": "card", "token": "pm_card_visa", "paymentMethodId": "pm_1"}}, "method.token"),
        ({"method": CARD, "capture": "later"}, "capture"),
    ],
)
async def test_a_method_that_cannot_be_meant_is_named_by_field(
    shop: Shop, processor: Processor, variables: dict[str, Any], field: str
) -> None:
    checkout = await (await shop.start()).sign()
    answer = await shop.api.run(PAY, {"draft": checkout.lbg_id} | variables, token=checkout.buyer.token)
    assert (answer.code, list(answer.extensions["fields"])) == ("VALIDATION_FAILED", [field])
    assert await processor.intents() == []


async def test_the_booking_has_to_be_named_and_to_be_one(shop: Shop) -> None:
    one = await (await shop.start()).sign()
    other = await shop.start(when=shop.when(days=4))
    cases: list[tuple[dict[str, str | None], str]] = [
        ({}, "VALIDATION_FAILED"),
        ({"draft": one.lbg_id, "order": other.order_id}, "VALIDATION_FAILED"),
        ({"draft": "lbg_nobody"}, "NOT_FOUND"),
        ({"order": "ord_nobody"}, "NOT_FOUND"),
        ({"draft": "\x00"}, "VALIDATION_FAILED"),
    ]
    for named, code in cases:
        answer = await shop.api.run(PAY, named | {"method": CARD}, token=one.buyer.token)
        assert answer.code == code, named


async def test_bank_accounts_cannot_be_used_yet(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).sign()
    answer = await checkout.pay(kind="ach_debit", token="pm_usBankAccount_success")
    assert answer.code == "CHK_ACH_NOT_VERIFIED"
    assert await processor.intents() == []


async def test_a_method_the_processor_does_not_know_is_refused_and_another_one_works(shop: Shop) -> None:
    checkout = await (await shop.start()).sign()
    refused = await checkout.pay("pm_of_nobody")
    assert refused.code == "PAYMENT_FAILED"
    [remedy] = refused.extensions["remedies"]
    assert (await follow(checkout, remedy)).errors == []
    assert await checkout.statuses() == ["awaiting_payment", "awaiting_payment"]


async def test_an_answer_that_is_lost_opens_no_second_payment(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).sign()
    await processor.trouble("POST /v1/payment_intents", "act_and_drop", times=5)
    lost = await checkout.pay()
    assert lost.code == "UNAVAILABLE"
    await processor.trouble("POST /v1/payment_intents", "fail", times=0)
    while (await checkout.pay()).errors:
        pass
    assert len(await processor.intents()) == 1


async def test_a_payment_cancelled_elsewhere_is_replaced_by_a_new_one(
    shop: Shop, processor: Processor
) -> None:
    checkout = await (await shop.start()).paid()
    [intent] = await processor.intents()
    await processor.cancel(intent.id)
    refused = await checkout.pay()
    assert refused.code == "PAYMENT_FAILED"
    [remedy] = refused.extensions["remedies"]
    assert (await follow(checkout, remedy)).errors == []
    assert [status for _, status in await processor.states()] == ["canceled", "requires_payment_method"]


async def test_when_the_hold_lapses_the_open_payment_is_cancelled(shop: Shop, processor: Processor) -> None:
    checkout = await (await shop.start()).paid()
    await shop.api.advance(seconds=31 * 60)
    assert await processor.states() == [(PRICE, "canceled")]
    assert (await checkout.group()).hold_until is None
