"""Charges: made by payment intents, captured, refunded."""

from typing import Any, Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.forms import metadata, text
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import empty_list, listing
from integrations.doubles.stripe.resources import balances, payment_methods
from integrations.doubles.stripe.resources.cards import Decline
from integrations.doubles.stripe.resources.payment_methods import card_details, instrument_of
from integrations.doubles.stripe.store import Body


def add(
    call: Call, intent: Body, method: Body, *, decline: Decline | None = None, pending: bool = False
) -> Body:
    """The issuer's answer to a payment intent, as a charge that is authorised, pending or failed."""
    status = "failed" if decline else "pending" if pending else "succeeded"
    body = blank(call, new_id("ch"), intent["amount"]) | {
        "billing_details": method["billing_details"],
        "customer": intent["customer"],
        "description": intent["description"],
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "metadata": dict(intent["metadata"]),
        "outcome": _outcome(decline),
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(method, intent["amount"]),
        "status": status,
        "transfer_group": intent["transfer_group"],
    }
    call.store.add(body, call.account)
    if not pending:
        call.emit("charge.failed" if decline else "charge.succeeded", body)
    return body


def blank(call: Call, charge_id: str, amount: int) -> Body:
    """A charge of which nothing but the amount is known yet."""
    return {
        "id": charge_id,
        "object": "charge",
        "amount": amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        **dict.fromkeys(_NOTHING),
        "billing_details": payment_methods.nobody(),
        "calculated_statement_descriptor": "RASTUP",
        "captured": False,
        "created": call.now(),
        "currency": "usd",
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "paid": False,
        "refunded": False,
        "refunds": empty_list(f"/v1/charges/{charge_id}/refunds"),
        "status": "pending",
    }


def captured(call: Call, charge: Body, amount: int) -> Body:
    """Take the money: from here it is on the balance, less the processing fee."""
    posted = balances.post(
        call,
        "charge",
        amount,
        charge["id"],
        fee=balances.processing_fee(amount),
        available_on=call.now() + balances.SETTLES_AFTER,
    )
    charge |= {
        "captured": True,
        "amount_captured": amount,
        "balance_transaction": posted["id"],
        "paid": True,
        "status": "succeeded",
    }
    call.store.save(charge)
    call.emit("charge.captured", charge)
    return charge


def released(call: Call, charge: Body) -> Body:
    """Let an authorisation go: nothing was taken, so nothing is owed back."""
    charge |= {"refunded": True, "amount_refunded": charge["amount"]}
    call.store.save(charge)
    call.emit("charge.refunded", charge)
    return charge


def retrieve(call: Call) -> Body:
    return call.need("charge", call.path["id"])


def update(call: Call) -> Body:
    charge = retrieve(call)
    charge["metadata"] = metadata(call.params, charge["metadata"])
    for field in ("description", "transfer_group"):
        if field in call.params:
            charge[field] = text(call.params, field)
    call.store.save(charge)
    call.emit("charge.updated", charge)
    return charge


def every(call: Call) -> Body:
    wanted = {name: text(call.params, name) for name in ("payment_intent", "customer", "transfer_group")}
    return listing(call, "charge", "/v1/charges", wanted)


_NOTHING: Final = (
    "customer",
    "description",
    "failure_code",
    "failure_message",
    "outcome",
    "payment_intent",
    "payment_method",
    "payment_method_details",
    "transfer_group",
    "application",
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "failure_balance_transaction",
    "on_behalf_of",
    "receipt_email",
    "receipt_number",
    "receipt_url",
    "review",
    "shipping",
    "source",
    "source_transfer",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer",
    "transfer_data",
)


def _outcome(decline: Decline | None) -> dict[str, Any]:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if decline else "approved_by_network",
        "reason": decline.decline_code if decline else None,
        "risk_level": "normal",
        "seller_message": decline.message if decline else "Payment complete.",
        "type": "issuer_declined" if decline else "authorized",
    }


def _details(method: Body, amount: int) -> dict[str, Any]:
    if method["type"] != "card":
        return {"type": method["type"], method["type"]: dict(method[method["type"]])}
    card = {
        **card_details(instrument_of(method)),
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": method["card"]["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
    }
    return {"type": "card", "card": card}


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "/charges"): every,
    ("GET", "/charges/{id}"): retrieve,
    ("POST", "/charges/{id}"): update,
}
