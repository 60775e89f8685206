"""How a payment intent moves on: challenge, charge, capture, decline, cancellation."""

from typing import Any, Final
from urllib.parse import urlencode

from integrations.doubles.stripe.call import Call
from integrations.doubles.stripe.clock import DAY
from integrations.doubles.stripe.errors import card_error, invalid
from integrations.doubles.stripe.forms import text
from integrations.doubles.stripe.resources import charges, payment_methods
from integrations.doubles.stripe.resources.cards import Decline
from integrations.doubles.stripe.store import Body, public

AUTHORISED_FOR: Final = 7 * DAY
DEBIT_TAKES: Final = 4 * DAY


def use(call: Call, intent: Body, reference: str) -> None:
    """Take this method for the intent."""
    method = payment_methods.resolve(call, reference)
    if method["customer"] not in (None, intent["customer"]):
        raise invalid("The payment method belongs to another customer.", "payment_method")
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(f"The intent does not take {method['type']}.", "payment_method")
    intent["payment_method"] = method["id"]
    if intent["status"] == "requires_payment_method":
        intent["status"] = "requires_confirmation"


def confirm(call: Call, intent: Body) -> Body:
    """Ask the issuer: a challenge, a charge, or a refusal that is itself the answer."""
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            "payment_method",
            "payment_intent_unexpected_state",
        )
    if not payment_methods.instrument_of(_method(call, intent)).challenge:
        return charge(call, intent)
    back = text(call.params, "return_url")
    query = f"?{urlencode({'return_url': back})}" if back else ""
    url = f"{call.config.public_url}/_double/payment_intents/{intent['id']}/authenticate{query}"
    intent |= {
        "status": "requires_action",
        "last_payment_error": None,
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": back},
        },
    }
    call.store.save(intent)
    call.emit("payment_intent.requires_action", intent)
    return intent


def charge(call: Call, intent: Body) -> Body:
    """The issuer decides."""
    method = _method(call, intent)
    instrument = payment_methods.instrument_of(method)
    intent |= {"next_action": None, "last_payment_error": None}
    if instrument.is_bank:
        return _debit(call, intent, method)
    if instrument.decline is not None:
        return _declined(call, intent, method, instrument.decline)
    if intent["setup_future_usage"] and intent["customer"]:
        payment_methods.attached(call, method, intent["customer"])
    charged = charges.add(call, intent, method)
    intent |= {
        "latest_charge": charged["id"],
        "status": "requires_capture",
        "amount_capturable": intent["amount"],
    }
    if intent["capture_method"] != "manual":
        return capture(call, intent, intent["amount"])
    call.store.save(intent)
    call.clock.schedule("authorisation.expire", intent["id"], call.now() + AUTHORISED_FOR)
    call.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def capture(call: Call, intent: Body, amount: int) -> Body:
    charges.captured(call, call.need("charge", intent["latest_charge"]), amount)
    intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    call.store.save(intent)
    call.emit("payment_intent.succeeded", intent)
    return intent


def cancel(call: Call, intent: Body, reason: str | None) -> Body:
    if intent["status"] == "requires_capture":
        charges.released(call, call.need("charge", intent["latest_charge"]))
    intent |= {
        "status": "canceled",
        "canceled_at": call.now(),
        "cancellation_reason": reason,
        "amount_capturable": 0,
        "next_action": None,
    }
    call.store.save(intent)
    call.emit("payment_intent.canceled", intent)
    return intent


def fail_challenge(call: Call, intent: Body) -> Body:
    """The payer did not pass the issuer's step; another method may be tried."""
    error = {
        "type": "card_error",
        "code": "payment_intent_authentication_failure",
        "message": "The provided PaymentMethod has failed authentication.",
        "payment_method": public(_method(call, intent)),
    }
    return _back_to_start(call, intent, error)


def settle_debit(call: Call, intent: Body) -> Body:
    method = _method(call, intent)
    decline = payment_methods.instrument_of(method).decline
    if decline is None:
        return capture(call, intent, intent["amount"])
    charged = call.need("charge", intent["latest_charge"])
    charged |= {"status": "failed", "failure_code": decline.code, "failure_message": decline.message}
    call.store.save(charged)
    call.emit("charge.failed", charged)
    return _back_to_start(call, intent, _error(decline, charged, method))


def _debit(call: Call, intent: Body, method: Body) -> Body:
    charged = charges.add(call, intent, method, pending=True)
    intent |= {"latest_charge": charged["id"], "status": "processing"}
    call.store.save(intent)
    call.clock.schedule("bank_debit.settle", intent["id"], call.now() + DEBIT_TAKES)
    call.emit("charge.pending", charged)
    call.emit("payment_intent.processing", intent)
    return intent


def _declined(call: Call, intent: Body, method: Body, decline: Decline) -> Body:
    charged = charges.add(call, intent, method, decline=decline)
    intent["latest_charge"] = charged["id"]
    error = _error(decline, charged, method)
    _back_to_start(call, intent, error)
    facts = {name: value for name, value in error.items() if name not in ("type", "code", "message")}
    raise card_error(decline.message, decline.code, payment_intent=intent, **facts)


def _back_to_start(call: Call, intent: Body, error: Body) -> Body:
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": error,
        "next_action": None,
    }
    call.store.save(intent)
    call.emit("payment_intent.payment_failed", intent)
    return intent


def _error(decline: Decline, charged: Body, method: Body) -> dict[str, Any]:
    return {
        "type": "card_error",
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "charge": charged["id"],
        "payment_method": public(method),
    }


def _method(call: Call, intent: Body) -> Body:
    return call.need("payment_method", intent["payment_method"], "payment_method")
