"""The double's documents against the SDK's annotations and against Stripe's published examples."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stripe

from domain.money import Money
from domain.money.processor import TransferOrder
from tests.integrations.stripe.conftest import BASE, KEY, Bench
from tests.integrations.stripe.shapes import flaws

# The fields of Stripe's published example of each resource that are not null, and their JSON types; without
# what an example has only because of what it is an example of, such as the card of a payment method.
PUBLISHED: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("published_fields.json").read_text(encoding="utf-8")
)
CLASSES: dict[str, type] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "charge": stripe.Charge,
    "customer": stripe.Customer,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "tax.calculation": stripe.tax.Calculation,
    "tax.transaction": stripe.tax.Transaction,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
    "webhook_endpoint": stripe.WebhookEndpoint,
}
JSON_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}


async def gathered(bench: Bench) -> dict[str, list[dict[str, Any]]]:
    """One of everything, after a life that touched every resource."""
    account = await bench.onboarded()
    order = await bench.order(method="pm_card_visa")
    opened = await bench.payments.open_payment(order, key="open")
    await bench.payments.confirm_payment(opened.id, key="confirm")
    taken = await bench.payments.capture_payment(opened.id, key="capture")
    await bench.payments.refund(opened.id, Money(1_000), key="refund")
    sent = await bench.payments.transfer(
        TransferOrder(account, Money(9_000), "lbg_1", taken.charge), key="transfer"
    )
    await bench.payments.reverse_transfer(sent.id, Money(500), key="reverse")
    await bench.payments.save_method(order.customer, "pm_card_visa", key="save")
    challenged = await bench.order(method="pm_card_threeDSecure2Required")
    await bench.payments.open_payment(challenged, key="open-2")
    await bench.pass_time(days=5)
    documents: dict[str, list[dict[str, Any]]] = {}
    for path, of in _LISTS:
        headers = {"stripe-account": account} if of == "theirs" else {}
        listed = (await bench.http.get(f"{BASE}/v1/{path}", auth=(KEY, ""), headers=headers)).json()
        for document in listed.get("data", [listed]):
            documents.setdefault(document["object"], []).append(document)
    for document in [*await _linked(bench, account), *await _taxed(bench)]:
        documents.setdefault(document["object"], []).append(document)
    reversals = await bench.http.get(f"{BASE}/v1/transfers/{sent.id}/reversals", auth=(KEY, ""))
    documents["transfer_reversal"] = reversals.json()["data"]
    return documents


async def test_every_document_is_what_the_sdk_says_it_is(bench: Bench) -> None:
    documents = await gathered(bench)
    found = [
        flaw
        for kind, cls in CLASSES.items()
        for document in documents.get(kind) or documents.get(kind.rsplit(".", maxsplit=1)[-1], [])
        for flaw in flaws(document, cls, kind)
    ]
    assert not sorted(set(found)), sorted(set(found))
    assert documents.keys() >= CLASSES.keys() - {"account_link"}


async def test_every_document_has_what_stripes_example_has(bench: Bench) -> None:
    documents = await gathered(bench)
    assert PUBLISHED.keys() == CLASSES.keys() == documents.keys() & CLASSES.keys()
    found = [
        flaw
        for kind, fields in PUBLISHED.items()
        for document in documents[kind]
        for flaw in _unlike(document, fields, kind)
    ]
    assert not found, sorted(set(found))


def _unlike(document: dict[str, Any], fields: dict[str, str], kind: str) -> Iterator[str]:
    """Fields that the example has and the document lacks, or has as something else."""
    for name, shown in fields.items():
        if name not in document:
            yield f"{kind}.{name} is missing"
            continue
        value = document[name]
        # An example may show an object where another one has an id, or nothing.
        if value is not None and shown != "object" and JSON_TYPES[type(value)] != shown:
            yield f"{kind}.{name} is {type(value).__name__}"


_LISTS = (
    ("accounts", "ours"),
    ("balance", "ours"),
    ("balance_transactions", "ours"),
    ("balance_transactions", "theirs"),
    ("charges", "ours"),
    ("customers", "ours"),
    ("events?limit=100", "ours"),
    ("payment_intents", "ours"),
    ("payouts", "theirs"),
    ("refunds", "ours"),
    ("setup_intents", "ours"),
    ("transfers", "ours"),
    ("webhook_endpoints", "ours"),
)


async def _linked(bench: Bench, account: str) -> list[dict[str, Any]]:
    link = await bench.sdk.v1.account_links.create_async(
        {
            "account": account,
            "type": "account_onboarding",
            "return_url": "https://a.test",
            "refresh_url": "https://a.test",
        }
    )
    method = await bench.sdk.v1.payment_methods.create_async(
        {"type": "card", "card": {"number": "4242424242424242", "exp_month": 1, "exp_year": 2040}}
    )
    bank = await bench.sdk.v1.payment_methods.create_async({"type": "us_bank_account", "us_bank_account": {}})
    return [link.to_dict(), method.to_dict(), bank.to_dict()]


async def _taxed(bench: Bench) -> list[dict[str, Any]]:
    address = {"country": "US", "state": "TX"}
    calculation = await bench.sdk.v1.tax.calculations.create_async(
        {
            "currency": "usd",
            "customer_details": {"address": address, "address_source": "shipping"},  # type: ignore[typeddict-item]
            "line_items": [{"amount": 10_000, "reference": "leg_1"}],
        }
    )
    transaction = await bench.sdk.v1.tax.transactions.create_from_calculation_async(
        {"calculation": str(calculation.id), "reference": "lbg_1"}
    )
    return [calculation.to_dict(), transaction.to_dict()]
