"""Setup intents: a method saved for later, without a payment."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import card_error, missing, required, unexpected_state
from integrations.doubles.stripe.forms import flag, metadata, one_of, text
from integrations.doubles.stripe.ids import new_id, random_text
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.resources import payment_methods
from integrations.doubles.stripe.store import Body, public

KIND: Final = "setup_intent"
_NOTHING: Final = (
    "application",
    "cancellation_reason",
    "customer",
    "customer_account",
    "excluded_payment_method_types",
    "flow_directions",
    "last_setup_error",
    "latest_attempt",
    "mandate",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "single_use_mandate",
)


def create(call: Call) -> Body:
    intent_id = new_id("seti")
    body: Body = {
        "id": intent_id,
        "object": KIND,
        **dict.fromkeys(_NOTHING),
        "automatic_payment_methods": None,
        "client_secret": f"{intent_id}_secret_{random_text(25)}",
        "created": call.now(),
        "description": text(call.params, "description"),
        "livemode": False,
        "metadata": metadata(call.params),
        "payment_method_options": {},
        "payment_method_types": call.params.get("payment_method_types") or ["card"],
        "status": "requires_payment_method",
        "usage": one_of(call.params, "usage", ("off_session", "on_session"), "off_session"),
    }
    if (customer := text(call.params, "customer")) is not None:
        body["customer"] = call.need("customer", customer, "customer")["id"]
    _use(call, body)
    call.store.add(body, call.account)
    call.emit("setup_intent.created", body)
    return _asked(call, body) if flag(call.params, "confirm") else body


def retrieve(call: Call) -> Body:
    return call.need(KIND, call.path["id"])


def confirm(call: Call) -> Body:
    intent = retrieve(call)
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise unexpected_state(KIND, intent, "confirmed")
    _use(call, intent)
    return _asked(call, intent)


def cancel(call: Call) -> Body:
    intent = retrieve(call)
    if intent["status"] in ("succeeded", "canceled"):
        raise unexpected_state(KIND, intent, "canceled")
    intent |= {"status": "canceled", "cancellation_reason": "requested_by_customer", "next_action": None}
    call.store.save(intent)
    call.emit("setup_intent.canceled", intent)
    return intent


def every(call: Call) -> Body:
    return listing(call, KIND, "/v1/setup_intents", {"customer": text(call.params, "customer")})


def authenticate(call: Call, intent_id: str, succeed: bool) -> Body:
    intent = call.store.get(KIND, intent_id)
    if intent is None:
        raise missing(KIND, intent_id)
    if intent["status"] != "requires_action":
        raise unexpected_state(KIND, intent, "authenticated")
    if succeed:
        return _saved(call, intent)
    message = "The provided PaymentMethod has failed authentication."
    return _refused(call, intent, "setup_intent_authentication_failure", message)


def _use(call: Call, intent: Body) -> None:
    if (reference := text(call.params, "payment_method")) is not None:
        intent["payment_method"] = payment_methods.resolve(call, reference)["id"]
        intent["status"] = "requires_confirmation"


def _asked(call: Call, intent: Body) -> Body:
    if intent["payment_method"] is None:
        raise required("payment_method")
    instrument = payment_methods.instrument_of(call.need("payment_method", intent["payment_method"]))
    if instrument.challenge:
        url = f"{call.config.public_url}/_double/setup_intents/{intent['id']}/authenticate"
        redirect = {"url": url, "return_url": text(call.params, "return_url")}
        intent |= {
            "status": "requires_action",
            "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect},
        }
        call.store.save(intent)
        call.emit("setup_intent.requires_action", intent)
        return intent
    if instrument.decline is not None:
        _refused(call, intent, instrument.decline.code, instrument.decline.message)
        raise card_error(
            instrument.decline.message,
            instrument.decline.code,
            decline_code=instrument.decline.decline_code,
            setup_intent=intent,
        )
    return _saved(call, intent)


def _saved(call: Call, intent: Body) -> Body:
    method = call.need("payment_method", intent["payment_method"])
    if intent["customer"] is not None:
        payment_methods.attached(call, method, intent["customer"])
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    call.store.save(intent)
    call.emit("setup_intent.succeeded", intent)
    return intent


def _refused(call: Call, intent: Body, code: str, message: str) -> Body:
    method = call.need("payment_method", intent["payment_method"])
    error = {"type": "card_error", "code": code, "message": message, "payment_method": public(method)}
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_setup_error": error,
    }
    call.store.save(intent)
    call.emit("setup_intent.setup_failed", intent)
    return intent


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/setup_intents"): create,
    ("GET", "/setup_intents"): every,
    ("GET", "/setup_intents/{id}"): retrieve,
    ("POST", "/setup_intents/{id}/confirm"): confirm,
    ("POST", "/setup_intents/{id}/cancel"): cancel,
}
