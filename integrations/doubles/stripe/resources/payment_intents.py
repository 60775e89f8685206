"""Payment intents: the routes, and what time does to them. How one moves on is in `intent_steps`."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import StripeError, invalid, missing, unexpected_state
from integrations.doubles.stripe.forms import flag, metadata, need_text, need_whole, one_of, text, whole
from integrations.doubles.stripe.ids import new_id, random_text
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.resources import intent_steps as steps
from integrations.doubles.stripe.store import Body

KIND: Final = "payment_intent"
_LEAST: Final = 50
_OPEN: Final = ("requires_payment_method", "requires_confirmation", "requires_action")
_KINDS: Final = ("card", "us_bank_account")


def create(call: Call) -> Body:
    intent = call.store.add(_new(call), call.account)
    call.emit("payment_intent.created", intent)
    return steps.confirm(call, intent) if flag(call.params, "confirm") else intent


def retrieve(call: Call) -> Body:
    return call.need(KIND, call.path["id"])


def update(call: Call) -> Body:
    intent = _in(call, _OPEN, "updated")
    if "amount" in call.params:
        intent["amount"] = _amount(call)
    for field in ("description", "transfer_group", "receipt_email", "setup_future_usage"):
        if field in call.params:
            intent[field] = text(call.params, field)
    if (customer := text(call.params, "customer")) is not None:
        intent["customer"] = call.need("customer", customer, "customer")["id"]
    intent["metadata"] = metadata(call.params, intent["metadata"])
    if (method := text(call.params, "payment_method")) is not None:
        steps.use(call, intent, method)
    return call.store.save(intent)


def confirm(call: Call) -> Body:
    intent = _in(call, ("requires_payment_method", "requires_confirmation"), "confirmed")
    if (method := text(call.params, "payment_method")) is not None:
        steps.use(call, intent, method)
    return steps.confirm(call, intent)


def capture(call: Call) -> Body:
    intent = _in(call, ("requires_capture",), "captured")
    amount = whole(call.params, "amount_to_capture", intent["amount_capturable"], least=1) or 0
    if amount > intent["amount_capturable"]:
        raise invalid(
            "The amount to capture is more than what can be captured.",
            "amount_to_capture",
            "amount_too_large",
        )
    return steps.capture(call, intent, amount)


def cancel(call: Call) -> Body:
    intent = _in(call, (*_OPEN, "requires_capture"), "canceled")
    reasons = ("duplicate", "fraudulent", "requested_by_customer", "abandoned", "")
    reason = one_of(call.params, "cancellation_reason", reasons, "")
    return steps.cancel(call, intent, reason or None)


def every(call: Call) -> Body:
    return listing(call, KIND, "/v1/payment_intents", {"customer": text(call.params, "customer")})


def authenticate(call: Call, intent_id: str, succeed: bool) -> Body:
    """The payer passes, or fails, the issuer's further step in the browser."""
    intent = call.store.get(KIND, intent_id)
    if intent is None:
        raise missing(KIND, intent_id)
    if intent["status"] != "requires_action":
        raise unexpected_state(KIND, intent, "authenticated")
    if not succeed:
        return steps.fail_challenge(call, intent)
    try:
        return steps.charge(call, intent)
    except StripeError as refusal:
        # The payer did their part; that the issuer declined is told by the intent and its event.
        if not refusal.saved:
            raise
        return intent


def expire(call: Call, intent_id: str) -> None:
    """An authorisation that nobody captured lapses after a week."""
    intent = call.store.get(KIND, intent_id)
    if intent is not None and intent["status"] == "requires_capture":
        steps.cancel(call, intent, "automatic")


def settle(call: Call, intent_id: str) -> None:
    """A bank debit arrives, or comes back, some days after it was sent."""
    intent = call.store.get(KIND, intent_id)
    if intent is not None and intent["status"] == "processing":
        steps.settle_debit(call, intent)


def _new(call: Call) -> Body:
    intent_id = new_id("pi")
    body: Body = {
        "id": intent_id,
        "object": KIND,
        "amount": _amount(call),
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        **dict.fromkeys(_NOTHING),
        "automatic_payment_methods": _automatic(call),
        "capture_method": one_of(
            call.params, "capture_method", ("automatic", "automatic_async", "manual"), "automatic"
        ),
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": call.now(),
        "currency": _currency(call),
        "customer": None,
        "description": text(call.params, "description"),
        "livemode": False,
        "metadata": metadata(call.params),
        "payment_method_options": call.params.get("payment_method_options") or {},
        "payment_method_types": _method_types(call),
        "receipt_email": text(call.params, "receipt_email"),
        "setup_future_usage": one_of(call.params, "setup_future_usage", ("on_session", "off_session", ""), "")
        or None,
        "status": "requires_payment_method",
        "transfer_group": text(call.params, "transfer_group"),
    }
    if (customer := text(call.params, "customer")) is not None:
        body["customer"] = call.need("customer", customer, "customer")["id"]
    if (method := text(call.params, "payment_method")) is not None:
        steps.use(call, body, method)
    return body


def _in(call: Call, statuses: tuple[str, ...], verb: str) -> Body:
    intent = retrieve(call)
    if intent["status"] not in statuses:
        raise unexpected_state(KIND, intent, verb)
    return intent


def _amount(call: Call) -> int:
    amount = need_whole(call.params, "amount", least=1)
    if amount < _LEAST:
        raise invalid("Amount must be at least $0.50 usd", "amount", "amount_too_small")
    return amount


def _currency(call: Call) -> str:
    currency = need_text(call.params, "currency").lower()
    if currency != "usd":
        raise invalid(f"The double keeps US dollars, not {currency}.", "currency")
    return currency


def _automatic(call: Call) -> Body | None:
    given = call.params.get("automatic_payment_methods")
    if "payment_method_types" in call.params:
        return None
    if isinstance(given, dict) and not flag(given, "enabled", default=True):
        return None
    return {"allow_redirects": "always", "enabled": True}


def _method_types(call: Call) -> list[str]:
    given = call.params.get("payment_method_types") or ["card"]
    if not isinstance(given, list) or set(given) - set(_KINDS):
        raise invalid(f"Known payment method types: {', '.join(_KINDS)}.", "payment_method_types")
    return given


_NOTHING: Final = (
    "application",
    "application_fee_amount",
    "canceled_at",
    "cancellation_reason",
    "customer_account",
    "excluded_payment_method_types",
    "last_payment_error",
    "managed_payments",
    "latest_charge",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "payment_record",
    "processing",
    "review",
    "shipping",
    "source",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
)

ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/payment_intents"): create,
    ("GET", "/payment_intents"): every,
    ("GET", "/payment_intents/{id}"): retrieve,
    ("POST", "/payment_intents/{id}"): update,
    ("POST", "/payment_intents/{id}/confirm"): confirm,
    ("POST", "/payment_intents/{id}/capture"): capture,
    ("POST", "/payment_intents/{id}/cancel"): cancel,
}
