import json
import time

import pytest

from domain.errors import Unauthenticated, Unavailable
from domain.money.news import AccountNews, OtherNews, PaymentNews
from domain.money.processor import PaymentStatus
from integrations.doubles.stripe.courier import signature
from tests.integrations.stripe.conftest import BASE, SECRET, Bench


async def a_payment(bench: Bench, key: str = "open") -> str:
    order = await bench.order(method="pm_card_visa")
    opened = await bench.payments.open_payment(order, key=key)
    await bench.payments.confirm_payment(opened.id, key=f"{key}-confirm")
    return opened.id


async def test_a_signed_webhook_is_read_in_our_words(bench: Bench) -> None:
    payment_id = await a_payment(bench)
    await bench.sandbox.deliver_webhooks()
    events = [bench.payments.parse_webhook(raw, signed) for raw, signed in bench.sink.raw]
    news = [bench.payments.read_event(event.body) for event in events]
    about = [told.payment for told in news if isinstance(told, PaymentNews)]
    assert [(payment.id, payment.status) for payment in about] == [
        (payment_id, PaymentStatus.CONFIRMATION_REQUIRED),
        (payment_id, PaymentStatus.AUTHORIZED),
    ]
    assert OtherNews("customer.created") in news


async def test_news_of_a_seller_names_their_account(bench: Bench) -> None:
    account = await bench.onboarded()
    await bench.sandbox.deliver_webhooks()
    event = bench.payments.parse_webhook(*bench.sink.raw[-1])
    told = bench.payments.read_event(event.body)
    assert isinstance(told, AccountNews)
    assert (told.account.id, told.account.payouts_enabled) == (account, True)


async def test_only_what_the_processor_signed_is_believed(bench: Bench) -> None:
    await a_payment(bench)
    await bench.sandbox.deliver_webhooks()
    raw, signed = bench.sink.raw[0]
    now = int(time.time())
    forgeries = [
        (raw.replace(b"customer", b"costumer"), signed),
        (raw, ""),
        (raw, "t=now,v1=00"),
        (raw, signature(raw, "whsec_other", now)),
        (raw, signature(raw, SECRET, now - 301)),
        (b"\xff\xfe", signature(b"\xff\xfe", SECRET, now)),
        (b"[]", signature(b"[]", SECRET, now)),
        (b"{}", signature(b"{}", SECRET, now)),
    ]
    for body, header in forgeries:
        with pytest.raises(Unauthenticated) as refusal:
            bench.payments.parse_webhook(body, header)
        assert refusal.value.code == "INVALID_SIGNATURE"
    assert bench.payments.parse_webhook(raw, signed).id == json.loads(raw)["id"]


async def test_a_webhook_is_sent_again_until_somebody_says_yes(bench: Bench) -> None:
    bench.sink.refusals = 2
    await bench.order()
    assert await bench.heard() == []
    assert await bench.heard() == []
    assert await bench.heard() == ["customer.created"]
    assert await bench.heard() == ["customer.created"]


async def test_a_lost_webhook_is_found_in_the_list_of_events(bench: Bench) -> None:
    await bench.sandbox.order_trouble({"on": "webhook customer.*", "do": "lose"})
    await bench.order()
    assert await bench.heard() == []
    events = await bench.sdk.v1.events.list_async({"type": "customer.created"})
    assert [event.type for event in events.data] == ["customer.created"]
    assert (await bench.sdk.v1.events.retrieve_async(events.data[0].id)).id == events.data[0].id


async def test_webhooks_come_twice_late_and_swapped_when_ordered(bench: Bench) -> None:
    await bench.sandbox.order_trouble(
        {"on": "webhook payment_intent.created", "do": "reorder"},
        {"on": "webhook charge.succeeded", "do": "repeat", "copies": 3},
        {"on": "webhook payment_intent.amount_capturable_updated", "do": "late", "seconds": 3_600},
    )
    await a_payment(bench)
    assert await bench.heard() == [
        "customer.created",
        "charge.succeeded",
        "charge.succeeded",
        "payment_intent.created",
        "charge.succeeded",
    ]
    await bench.pass_time(hours=2)
    assert (await bench.heard())[-1] == "payment_intent.amount_capturable_updated"


async def test_a_call_may_fail_without_effect(bench: Bench) -> None:
    order = await bench.order(method="pm_card_visa")
    await bench.sandbox.order_trouble({"on": "POST /v1/payment_intents", "do": "fail", "status": 503})
    with pytest.raises(Unavailable):
        await bench.payments.open_payment(order, key="open")
    assert (await bench.sdk.v1.payment_intents.list_async()).data == []
    assert (
        await bench.payments.open_payment(order, key="open")
    ).status is PaymentStatus.CONFIRMATION_REQUIRED


async def test_a_call_that_acted_and_was_not_heard_has_one_effect_when_repeated(bench: Bench) -> None:
    payment_id = await a_payment(bench)
    await bench.sandbox.order_trouble({"on": "POST /v1/payment_intents/*/capture", "do": "act_and_drop"})
    with pytest.raises(Unavailable):
        await bench.payments.capture_payment(payment_id, key="capture")
    taken = await bench.payments.capture_payment(payment_id, key="capture")
    assert taken.status is PaymentStatus.SUCCEEDED
    charges = await bench.sdk.v1.charges.list_async({"payment_intent": payment_id})
    assert [charge.amount_captured for charge in charges.data] == [47_630]


async def test_trouble_may_be_ordered_for_a_single_call(bench: Bench) -> None:
    with pytest.raises(Exception, match="ordered failure"):
        await bench.sdk.v1.customers.create_async({}, {"headers": {"double-trouble": "fail"}})
    assert (await bench.sdk.v1.customers.list_async()).data == []


async def test_trouble_that_does_not_exist_is_refused(bench: Bench) -> None:
    rule = {"on": "POST /v1/customers", "do": "explode"}
    answer = await bench.http.post(f"{BASE}/_double/chaos", json={"rules": [rule]})
    assert (answer.status_code, "explode" in answer.text) == (400, True)


async def test_endpoints_are_made_and_removed_through_the_api(bench: Bench) -> None:
    made = await bench.sdk.v1.webhook_endpoints.create_async(
        {"url": "http://app.test/webhooks/other", "enabled_events": ["payout.paid"]}
    )
    assert str(made.secret).startswith("whsec_")
    await bench.sdk.v1.webhook_endpoints.delete_async(made.id)
    left = await bench.sdk.v1.webhook_endpoints.list_async()
    assert [endpoint.url for endpoint in left.data] == ["http://app.test/webhooks/stripe"]
