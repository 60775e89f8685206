"""What Stripe promises about every call: keys, lists, expansion, errors."""

import pytest
import stripe

from tests.integrations.stripe.conftest import BASE, KEY, Bench


async def test_a_key_with_other_parameters_is_refused(bench: Bench) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "k"}
    await bench.sdk.v1.customers.create_async({"email": "a@example.com"}, options)
    with pytest.raises(stripe.IdempotencyError):
        await bench.sdk.v1.customers.create_async({"email": "b@example.com"}, options)
    assert len((await bench.sdk.v1.customers.list_async()).data) == 1


async def test_a_refused_request_does_not_use_up_its_key(bench: Bench) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "k"}
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.payment_intents.create_async({"amount": 10, "currency": "usd"}, options)
    made = await bench.sdk.v1.payment_intents.create_async({"amount": 100, "currency": "usd"}, options)
    assert made.amount == 100


async def test_a_kept_answer_says_so(bench: Bench) -> None:
    options: stripe.RequestOptions = {"idempotency_key": "k"}
    first = await bench.sdk.v1.customers.create_async({"email": "a@example.com"}, options)
    again = await bench.sdk.v1.customers.create_async({"email": "a@example.com"}, options)
    assert (again.id, again.last_response is not None) == (first.id, True)
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"


async def test_lists_are_read_page_by_page_without_gaps(bench: Bench) -> None:
    made = [(await bench.sdk.v1.customers.create_async({"name": str(n)})).id for n in range(7)]
    page = await bench.sdk.v1.customers.list_async({"limit": 3})
    assert ([customer.id for customer in page.data], page.has_more) == (made[:3:-1], True)
    seen = [customer.id async for customer in page.auto_paging_iter()]
    assert seen == made[::-1]
    before = await bench.sdk.v1.customers.list_async({"limit": 2, "ending_before": made[2]})
    assert [customer.id for customer in before.data] == [made[4], made[3]]


async def test_an_id_becomes_what_it_names_when_expanded(bench: Bench) -> None:
    intent = await bench.sdk.v1.payment_intents.create_async(
        {
            "amount": 1_000,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "expand": ["latest_charge.balance_transaction", "payment_method"],
        }
    )
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert isinstance(intent.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert intent.latest_charge.balance_transaction.fee == 59
    assert isinstance(intent.payment_method, stripe.PaymentMethod)
    assert intent.payment_method.card is not None
    assert intent.payment_method.card.last4 == "4242"


async def test_metadata_is_merged_and_an_empty_value_removes(bench: Bench) -> None:
    made = await bench.sdk.v1.customers.create_async({"metadata": {"a": "1", "b": "2"}})
    changed = await bench.sdk.v1.customers.update_async(made.id, {"metadata": {"b": "", "c": "3"}})
    assert changed.to_dict()["metadata"] == {"a": "1", "c": "3"}


async def test_a_wrong_key_is_nobody(bench: Bench) -> None:
    with pytest.raises(stripe.AuthenticationError):
        await bench.sdk.v1.customers.list_async({}, {"api_key": "sk_test_other"})
    answer = await bench.http.get(f"{BASE}/v1/balance", auth=(KEY, ""))
    assert answer.status_code == 200


async def test_what_does_not_exist_is_missing(bench: Bench) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await bench.sdk.v1.payment_intents.retrieve_async("pi_nothing")
    assert (refusal.value.code, refusal.value.http_status) == ("resource_missing", 404)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"currency": "usd"}, "amount"),
        ({"amount": "many", "currency": "usd"}, "amount"),
        ({"amount": -5, "currency": "usd"}, "amount"),
        ({"amount": 10**12, "currency": "usd"}, "amount"),
        ({"amount": 1_000, "currency": "xyz"}, "currency"),
        ({"amount": 1_000, "currency": "usd", "capture_method": "never"}, "capture_method"),
        ({"amount": 1_000, "currency": "usd", "customer": "cus_nobody"}, "customer"),
        ({"amount": 1_000, "currency": "usd", "confirm": True}, "payment_method"),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused_and_keeps_nothing(
    bench: Bench, params: dict[str, object], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await bench.sdk.v1.payment_intents.create_async(params)  # type: ignore[arg-type]
    assert refusal.value.param == param
    assert (await bench.sdk.v1.payment_intents.list_async()).data == []
    assert await bench.heard() == []


async def test_taxes_are_calculated_reported_and_reversed(bench: Bench) -> None:
    calculation = await bench.sdk.v1.tax.calculations.create_async(
        {
            "currency": "usd",
            "customer_details": {"address": {"country": "US", "state": "TX"}, "address_source": "shipping"},
            "line_items": [{"amount": 10_000, "reference": "leg_1"}, {"amount": 1_001, "reference": "fee"}],
        }
    )
    assert (calculation.tax_amount_exclusive, calculation.amount_total) == (825 + 83, 11_909)
    lines = await bench.sdk.v1.tax.calculations.line_items.list_async(str(calculation.id))
    assert [(line.reference, line.amount_tax) for line in lines.data] == [("leg_1", 825), ("fee", 83)]
    reported = await bench.sdk.v1.tax.transactions.create_from_calculation_async(
        {"calculation": str(calculation.id), "reference": "lbg_1"}
    )
    with pytest.raises(stripe.InvalidRequestError):
        await bench.sdk.v1.tax.transactions.create_from_calculation_async(
            {"calculation": str(calculation.id), "reference": "lbg_1"}
        )
    reversed_ = await bench.sdk.v1.tax.transactions.create_reversal_async(
        {"mode": "full", "original_transaction": reported.id, "reference": "lbg_1-back"}
    )
    back = await bench.sdk.v1.tax.transactions.line_items.list_async(reversed_.id)
    assert [line.amount_tax for line in back.data] == [-825, -83]
