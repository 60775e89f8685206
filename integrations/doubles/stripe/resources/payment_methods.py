"""Payment methods: made from test tokens or test numbers, attached to customers."""

from typing import Any, Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import invalid, missing, required
from integrations.doubles.stripe.forms import metadata, need_text, text
from integrations.doubles.stripe.ids import new_id, random_text
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.resources.cards import (
    INSTRUMENTS,
    Instrument,
    name_of_number,
    name_of_token,
)
from integrations.doubles.stripe.store import Body


def create(call: Call) -> Body:
    kind = text(call.params, "type") or "card"
    details = call.params.get(kind) or {}
    if kind == "card":
        token = text(details, "token")
        name = name_of_token(token) if token else name_of_number(need_text(details, "number"))
        if name is None:
            raise missing("token", token or "", "card[token]")
    elif kind == "us_bank_account":
        closed = details.get("account_number") == "000111111113"
        name = "bank_accountClosed" if closed else "bank_success"
    else:
        raise invalid(f"The double knows cards and US bank accounts, not {kind}.", "type")
    return _added(call, name)


def resolve(call: Call, reference: str) -> Body:
    """The method of that id; for a test token, a new method, as Stripe makes one."""
    if (name := name_of_token(reference)) is not None:
        return _added(call, name)
    found = call.store.get("payment_method", reference, call.account)
    if found is None:
        raise missing("PaymentMethod", reference, "payment_method")
    return found


def retrieve(call: Call) -> Body:
    return resolve(call, call.path["id"])


def attach(call: Call) -> Body:
    customer = call.need("customer", need_text(call.params, "customer"), "customer")
    return attached(call, resolve(call, call.path["id"]), customer["id"])


def attached(call: Call, method: Body, customer: str) -> Body:
    if method["customer"] not in (None, customer):
        raise invalid("The payment method belongs to another customer.", "customer")
    if method["customer"] is None:
        method["customer"] = customer
        call.store.save(method)
        call.emit("payment_method.attached", method)
    return method


def detach(call: Call) -> Body:
    method = call.need("payment_method", call.path["id"])
    if method["customer"] is None:
        raise invalid("The payment method is not attached to a customer.", "payment_method")
    method["customer"] = None
    call.store.save(method)
    call.emit("payment_method.detached", method)
    return method


def every(call: Call) -> Body:
    customer = text(call.params, "customer")
    if customer is None:
        raise required("customer")
    kind = text(call.params, "type")
    return listing(call, "payment_method", "/v1/payment_methods", {"customer": customer, "type": kind})


def of_customer(call: Call) -> Body:
    url = f"/v1/customers/{call.path['id']}/payment_methods"
    return listing(call, "payment_method", url, {"customer": call.path["id"]})


def instrument_of(method: Body) -> Instrument:
    return INSTRUMENTS[method["_instrument"]]


def card_details(instrument: Instrument) -> dict[str, Any]:
    return {
        "brand": instrument.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": 2040,
        "fingerprint": f"double{instrument.last4}",
        "funding": "credit",
        "last4": instrument.last4,
        "wallet": None,
    }


def _added(call: Call, name: str) -> Body:
    instrument = INSTRUMENTS[name]
    kind = "us_bank_account" if instrument.is_bank else "card"
    body: Body = {
        "id": new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": call.params.get("billing_details") or nobody(),
        "created": call.now(),
        "customer": None,
        "customer_account": None,
        kind: _bank(instrument) if instrument.is_bank else _card(instrument),
        "livemode": False,
        "metadata": metadata(call.params) if "type" in call.params else {},
        "type": kind,
        "_instrument": name,
    }
    return call.store.add(body, call.account)


def nobody() -> Body:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": address, "email": None, "name": None, "phone": None, "tax_id": None}


def _card(instrument: Instrument) -> Body:
    return {
        **card_details(instrument),
        "display_brand": instrument.brand,
        "generated_from": None,
        "networks": {"available": [instrument.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
    }


def _bank(instrument: Instrument) -> Body:
    return {
        "account_holder_type": "individual",
        "account_type": "checking",
        "bank_name": instrument.brand,
        "financial_connections_account": None,
        "fingerprint": random_text(16),
        "last4": instrument.last4,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": "110000000",
        "status_details": {},
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/payment_methods"): create,
    ("GET", "/payment_methods"): every,
    ("GET", "/payment_methods/{id}"): retrieve,
    ("POST", "/payment_methods/{id}/attach"): attach,
    ("POST", "/payment_methods/{id}/detach"): detach,
    ("GET", "/customers/{id}/payment_methods"): of_customer,
}
