"""Refunds: money of a charge goes back; the processing fee does not."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import invalid, required
from integrations.doubles.stripe.forms import metadata, one_of, text, whole
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.resources import balances
from integrations.doubles.stripe.store import Body

_REASONS: Final = ("duplicate", "fraudulent", "requested_by_customer", "")


def create(call: Call) -> Body:
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise invalid(message, code="charge_already_refunded")
    amount = whole(call.params, "amount", left, least=1) or 0
    if amount > left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", "amount"
        )
    refund = call.store.add(_new(call, charge, amount), call.account)
    posted = balances.post(call, "refund", -amount, refund["id"])
    refund["balance_transaction"] = posted["id"]
    call.store.save(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    call.store.save(charge)
    call.emit("refund.created", refund)
    call.emit("charge.refunded", charge)
    return refund


def retrieve(call: Call) -> Body:
    return call.need("refund", call.path["id"])


def update(call: Call) -> Body:
    refund = retrieve(call)
    refund["metadata"] = metadata(call.params, refund["metadata"])
    call.store.save(refund)
    call.emit("refund.updated", refund)
    return refund


def every(call: Call) -> Body:
    wanted = {name: text(call.params, name) for name in ("charge", "payment_intent")}
    return listing(call, "refund", "/v1/refunds", wanted)


def _charge(call: Call) -> Body:
    if (charge := text(call.params, "charge")) is not None:
        return call.need("charge", charge, "charge")
    if (intent_id := text(call.params, "payment_intent")) is None:
        raise required("payment_intent")
    intent = call.need("payment_intent", intent_id, "payment_intent")
    if intent["latest_charge"] is None:
        raise invalid("This PaymentIntent does not have a successful charge to refund.", "payment_intent")
    return call.need("charge", intent["latest_charge"])


def _new(call: Call, charge: Body, amount: int) -> Body:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
        "failure_balance_transaction": None,
        "metadata": metadata(call.params),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": None,
        "reason": one_of(call.params, "reason", _REASONS, "") or None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/refunds"): create,
    ("GET", "/refunds"): every,
    ("GET", "/refunds/{id}"): retrieve,
    ("POST", "/refunds/{id}"): update,
}
