"""Tax: calculations by state, and the transactions that report them."""

from typing import Any, Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.clock import DAY
from integrations.doubles.stripe.errors import invalid, required
from integrations.doubles.stripe.forms import metadata, need_text, need_whole, text
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import empty_list
from integrations.doubles.stripe.store import Body

CALCULATION: Final = "tax.calculation"
TRANSACTION: Final = "tax.transaction"
# Combined rates in thousandths of a percent; a state that is not here has no sales tax.
_RATES: Final = {"TX": 8_250, "CA": 9_500, "NY": 8_875, "FL": 7_000, "IL": 10_250}


def calculate(call: Call) -> Body:
    state = _state(call)
    lines = [_line(line, _RATES.get(state, 0)) for line in _given_lines(call)]
    tax = sum(line["amount_tax"] for line in lines)
    calculation_id = new_id("taxcalc")
    body: Body = {
        "id": calculation_id,
        "object": CALCULATION,
        "amount_total": tax + sum(line["amount"] for line in lines),
        "currency": need_text(call.params, "currency"),
        "customer": text(call.params, "customer"),
        "customer_details": _customer(call),
        "expires_at": call.now() + 90 * DAY,
        "line_items": empty_list(f"/v1/tax/calculations/{calculation_id}/line_items", lines),
        "livemode": False,
        "ship_from_details": None,
        "shipping_cost": None,
        "tax_amount_exclusive": tax,
        "tax_amount_inclusive": 0,
        "tax_breakdown": [_breakdown(lines, state)],
        "tax_date": call.now(),
    }
    call.store.add(body, call.account)
    return {name: value for name, value in body.items() if name != "line_items"} | _if_expanded(call, body)


def retrieve_calculation(call: Call) -> Body:
    return call.need(CALCULATION, call.path["id"])


def calculation_lines(call: Call) -> Body:
    return dict(retrieve_calculation(call)["line_items"])


def report(call: Call) -> Body:
    """One transaction per reference; the same calculation cannot be reported twice."""
    calculation = call.need(CALCULATION, need_text(call.params, "calculation"), "calculation")
    reference = need_text(call.params, "reference")
    if call.store.newest(TRANSACTION, call.account, {"reference": reference}):
        raise invalid("A transaction with this reference exists.", "reference", "resource_already_exists")
    transaction = _transaction(call, calculation, reference, sign=1, original=None)
    return call.store.add(transaction, call.account)


def reverse(call: Call) -> Body:
    original = call.need(TRANSACTION, need_text(call.params, "original_transaction"), "original_transaction")
    if text(call.params, "mode") != "full":
        raise invalid("The double reverses in full.", "mode")
    reference = need_text(call.params, "reference")
    transaction = _transaction(call, original, reference, sign=-1, original=original["id"])
    return call.store.add(transaction, call.account)


def retrieve_transaction(call: Call) -> Body:
    return call.need(TRANSACTION, call.path["id"])


def transaction_lines(call: Call) -> Body:
    return dict(retrieve_transaction(call)["line_items"])


def _if_expanded(call: Call, body: Body) -> Body:
    wanted = "line_items" in (call.params.get("expand") or [])
    return {"line_items": body["line_items"]} if wanted else {}


def _given_lines(call: Call) -> list[Any]:
    lines = call.params.get("line_items")
    if not isinstance(lines, list) or not lines:
        raise required("line_items")
    return lines


def _state(call: Call) -> str:
    address = (call.params.get("customer_details") or {}).get("address")
    if not isinstance(address, dict) or not address.get("country"):
        raise required("customer_details[address][country]")
    return str(address.get("state", ""))


def _customer(call: Call) -> Body:
    given = call.params["customer_details"]
    blank = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "address": {**blank, **given["address"]},
        "address_source": given.get("address_source"),
        "ip_address": None,
        "tax_ids": [],
        "taxability_override": "none",
    }


def _line(line: Any, rate: int) -> Body:
    amount = need_whole(line, "amount")
    return {
        "id": new_id("tax_li"),
        "object": "tax.calculation_line_item",
        "amount": amount,
        "amount_tax": (amount * rate + 50_000) // 100_000,
        "livemode": False,
        "metadata": None,
        "product": None,
        "quantity": 1,
        "reference": text(line, "reference") or "line",
        "tax_behavior": "exclusive",
        "tax_breakdown": None,
        "tax_code": text(line, "tax_code") or "txcd_20030000",
    }


def _breakdown(lines: list[Body], state: str) -> Body:
    rate = _RATES.get(state, 0)
    return {
        "amount": sum(line["amount_tax"] for line in lines),
        "inclusive": False,
        "tax_rate_details": {
            "country": "US",
            "flat_amount": None,
            "percentage_decimal": f"{rate // 1000}.{rate % 1000:03}",
            "rate_type": "percentage",
            "state": state,
            "tax_type": "sales_tax",
        },
        "taxability_reason": "standard_rated" if rate else "not_collecting",
        "taxable_amount": sum(line["amount"] for line in lines),
    }


def _transaction(call: Call, of: Body, reference: str, *, sign: int, original: str | None) -> Body:
    transaction_id = new_id("tax")
    lines = [
        line
        | {
            "id": new_id("tax_li"),
            "object": "tax.transaction_line_item",
            "amount": sign * line["amount"],
            "amount_tax": sign * line["amount_tax"],
            "reversal": {"original_line_item": line["id"]} if original else None,
            "type": "reversal" if original else "transaction",
        }
        for line in of["line_items"]["data"]
    ]
    return {
        "id": transaction_id,
        "object": TRANSACTION,
        "created": call.now(),
        "currency": of["currency"],
        "customer": of["customer"],
        "customer_details": of["customer_details"],
        "line_items": empty_list(f"/v1/tax/transactions/{transaction_id}/line_items", lines),
        "livemode": False,
        "metadata": metadata(call.params),
        "posted_at": call.now(),
        "reference": reference,
        "reversal": {"original_transaction": original} if original else None,
        "ship_from_details": None,
        "shipping_cost": None,
        "tax_date": of["tax_date"],
        "type": "reversal" if original else "transaction",
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/tax/calculations"): calculate,
    ("GET", "/tax/calculations/{id}"): retrieve_calculation,
    ("GET", "/tax/calculations/{id}/line_items"): calculation_lines,
    ("POST", "/tax/transactions/create_from_calculation"): report,
    ("POST", "/tax/transactions/create_reversal"): reverse,
    ("GET", "/tax/transactions/{id}"): retrieve_transaction,
    ("GET", "/tax/transactions/{id}/line_items"): transaction_lines,
}
