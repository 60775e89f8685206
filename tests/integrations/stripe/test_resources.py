"""Calls that the adapter does not make, for those who look at or prepare things with the SDK."""

import pytest
import stripe

from tests.integrations.stripe.conftest import BASE, Bench


async def a_customer(bench: Bench) -> str:
    return (await bench.sdk.v1.customers.create_async({"email": "a@example.com"})).id


async def a_paid_charge(bench: Bench) -> tuple[str, str]:
    intent = await bench.sdk.v1.payment_intents.create_async(
        {"amount": 5_000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    )
    return intent.id, str(intent.latest_charge)


async def test_an_open_intent_may_be_changed_and_a_settled_one_may_not(bench: Bench) -> None:
    customer = await a_customer(bench)
    intent = await bench.sdk.v1.payment_intents.create_async({"amount": 1_000, "currency": "usd"})
    changed = await bench.sdk.v1.payment_intents.update_async(
        intent.id,
        {
            "amount": 2_000,
            "customer": customer,
            "description": "Two looks",
            "transfer_group": "ord_1",
            "payment_method": "pm_card_visa",
            "metadata": {"lbg_id": "lbg_1"},
        },
    )
    assert (changed.amount, changed.customer, changed.description) == (2_000, customer, "Two looks")
    assert (changed.transfer_group, changed.status) == ("ord_1", "requires_confirmation")
    await bench.sdk.v1.payment_intents.cancel_async(intent.id, {"cancellation_reason": "abandoned"})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await bench.sdk.v1.payment_intents.update_async(intent.id, {"amount": 3_000})
    assert refusal.value.code == "payment_intent_unexpected_state"


async def test_no_more_is_captured_than_was_authorised(bench: Bench) -> None:
    intent = await bench.sdk.v1.payment_intents.create_async(
        {
            "amount": 1_000,
            "currency": "usd",
            "capture_method": "manual",
            "payment_method": "pm_card_mastercard",
            "confirm": True,
        }
    )
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await bench.sdk.v1.payment_intents.capture_async(intent.id, {"amount_to_capture": 1_001})
    assert refusal.value.code == "amount_too_large"
    after = await bench.sdk.v1.payment_intents.retrieve_async(intent.id)
    assert (after.status, after.amount_capturable) == ("requires_capture", 1_000)


async def test_somebody_elses_card_does_not_pay(bench: Bench) -> None:
    mine, theirs = await a_customer(bench), await a_customer(bench)
    card = await bench.sdk.v1.payment_methods.attach_async("pm_card_visa", {"customer": theirs})
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.payment_intents.create_async(
            {"amount": 1_000, "currency": "usd", "customer": mine, "payment_method": card.id}
        )
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.payment_methods.attach_async(card.id, {"customer": mine})


async def test_a_card_is_attached_listed_and_detached(bench: Bench) -> None:
    customer = await a_customer(bench)
    card = await bench.sdk.v1.payment_methods.attach_async("pm_card_amex", {"customer": customer})
    listed = await bench.sdk.v1.payment_methods.list_async({"customer": customer, "type": "card"})
    assert [(method.id, method.card and method.card.brand) for method in listed.data] == [(card.id, "amex")]
    gone = await bench.sdk.v1.payment_methods.detach_async(card.id)
    assert gone.customer is None
    assert (await bench.sdk.v1.payment_methods.list_async({"customer": customer})).data == []
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.payment_methods.detach_async(card.id)


@pytest.mark.parametrize("number", ["4000000000009995", "4000002760003184"])
async def test_test_numbers_behave_like_their_tokens(bench: Bench, number: str) -> None:
    card = await bench.sdk.v1.payment_methods.create_async(
        {"type": "card", "card": {"number": number, "exp_month": 1, "exp_year": 2040}}
    )
    intent = await bench.sdk.v1.payment_intents.create_async(
        {"amount": 1_000, "currency": "usd", "payment_method": card.id}
    )
    if number == "4000000000009995":
        with pytest.raises(stripe.CardError) as refusal:
            await bench.sdk.v1.payment_intents.confirm_async(intent.id)
        assert refusal.value.code == "card_declined"
    else:
        confirmed = await bench.sdk.v1.payment_intents.confirm_async(intent.id)
        assert confirmed.status == "requires_action"


@pytest.mark.parametrize("card", [{"number": "1234"}, {"token": "tok_nothing"}, {}])
async def test_a_card_that_is_none_is_refused(bench: Bench, card: dict[str, str]) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.payment_methods.create_async({"type": "card", "card": card})  # type: ignore[arg-type]


@pytest.mark.parametrize(("succeed", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
async def test_saving_a_card_may_need_the_payers_step(bench: Bench, succeed: bool, status: str) -> None:
    customer = await a_customer(bench)
    setup = await bench.sdk.v1.setup_intents.create_async(
        {"customer": customer, "payment_method": "pm_card_authenticationRequired", "confirm": True}
    )
    assert setup.status == "requires_action"
    address = f"{BASE}/_double/setup_intents/{setup.id}/authenticate"
    await bench.http.post(address, json={"succeed": succeed})
    after = await bench.sdk.v1.setup_intents.retrieve_async(setup.id)
    assert after.status == status
    saved = await bench.sdk.v1.customers.payment_methods.list_async(customer)
    assert len(saved.data) == (1 if succeed else 0)
    again = await bench.http.post(address, json={"succeed": True})
    assert again.status_code == 400


async def test_a_setup_may_be_confirmed_later_or_let_go(bench: Bench) -> None:
    first = await bench.sdk.v1.setup_intents.create_async({"usage": "on_session"})
    confirmed = await bench.sdk.v1.setup_intents.confirm_async(first.id, {"payment_method": "pm_card_visa"})
    assert confirmed.status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.setup_intents.cancel_async(first.id)
    second = await bench.sdk.v1.setup_intents.create_async({})
    assert (await bench.sdk.v1.setup_intents.cancel_async(second.id)).status == "canceled"


async def test_charges_and_refunds_are_found_by_their_payment(bench: Bench) -> None:
    intent, charge = await a_paid_charge(bench)
    named = await bench.sdk.v1.charges.update_async(
        charge, {"description": "Two looks", "metadata": {"a": "1"}}
    )
    assert (named.description, named.to_dict()["metadata"]) == ("Two looks", {"a": "1"})
    refund = await bench.sdk.v1.refunds.create_async(
        {"charge": charge, "amount": 1_500, "reason": "duplicate"}
    )
    marked = await bench.sdk.v1.refunds.update_async(refund.id, {"metadata": {"leg_id": "leg_1"}})
    assert marked.to_dict()["metadata"] == {"leg_id": "leg_1"}
    found = await bench.sdk.v1.refunds.list_async({"payment_intent": intent})
    assert [(each.id, each.amount, each.reason) for each in found.data] == [(refund.id, 1_500, "duplicate")]
    after = await bench.sdk.v1.charges.retrieve_async(charge)
    assert (after.amount_refunded, after.refunded) == (1_500, False)


async def test_nothing_is_refunded_that_was_not_taken(bench: Bench) -> None:
    intent = await bench.sdk.v1.payment_intents.create_async({"amount": 1_000, "currency": "usd"})
    for params in ({"payment_intent": intent.id}, {"charge": "ch_nothing"}, {}):
        with pytest.raises(stripe.InvalidRequestError):
            await bench.sdk.v1.refunds.create_async(params)  # type: ignore[arg-type]


async def test_lists_can_be_narrowed_by_time(bench: Bench) -> None:
    first = await a_customer(bench)
    await bench.pass_time(days=1)
    second = await a_customer(bench)
    born = (await bench.sdk.v1.customers.retrieve_async(second)).created
    later = await bench.sdk.v1.customers.list_async({"created": {"gte": born}})
    earlier = await bench.sdk.v1.customers.list_async({"created": {"lt": born}})
    assert ([one.id for one in later.data], [one.id for one in earlier.data]) == ([second], [first])


async def test_the_clock_stands_for_no_nonsense(bench: Bench) -> None:
    before = await bench.now()
    for moment in ("tomorrow", "2030-01-01T00:00:00", None):
        answer = await bench.http.post(f"{BASE}/_double/clock", json={"now": moment})
        assert answer.status_code == 400
    await bench.http.post(f"{BASE}/_double/clock", json={"now": 1})
    assert await bench.now() >= before
