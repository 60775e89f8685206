"""Customers."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.forms import metadata, text
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.store import Body

_FIELDS: Final = ("email", "name", "phone", "description")


def create(call: Call) -> Body:
    body: Body = {
        "id": new_id("cus"),
        "object": "customer",
        "address": call.params.get("address"),
        "balance": 0,
        "created": call.now(),
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": new_id("x")[2:10].upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": metadata(call.params),
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    body |= {field: text(call.params, field) for field in _FIELDS}
    call.store.add(body, call.account)
    call.emit("customer.created", body)
    return body


def retrieve(call: Call) -> Body:
    return call.need("customer", call.path["id"])


def update(call: Call) -> Body:
    body = retrieve(call)
    body |= {field: text(call.params, field) for field in _FIELDS if field in call.params}
    body["metadata"] = metadata(call.params, body["metadata"])
    call.store.save(body)
    call.emit("customer.updated", body)
    return body


def every(call: Call) -> Body:
    return listing(call, "customer", "/v1/customers", {"email": text(call.params, "email")})


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/customers"): create,
    ("GET", "/customers"): every,
    ("GET", "/customers/{id}"): retrieve,
    ("POST", "/customers/{id}"): update,
}
