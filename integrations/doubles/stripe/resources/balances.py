"""Balances and the transactions they are the sum of."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.clock import DAY
from integrations.doubles.stripe.forms import text
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.store import Body

SETTLES_AFTER: Final = 2 * DAY
_RATE_BPS: Final = 290
_FIXED: Final = 30


def processing_fee(amount: int) -> int:
    """2.9 % and 30 cents, half a cent rounded up."""
    return (amount * _RATE_BPS + 5_000) // 10_000 + _FIXED


def post(
    call: Call, kind: str, amount: int, source: str, *, fee: int = 0, available_on: int | None = None
) -> Body:
    """Book a movement on the balance of the call's account."""
    now = call.now()
    available = now if available_on is None else available_on
    details = {"amount": fee, "application": None, "currency": "usd", "type": "stripe_fee"}
    body: Body = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available,
        "balance_type": "payments",
        "created": now,
        "currency": "usd",
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{**details, "description": "Stripe processing fees"}] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source,
        "status": "available" if available <= now else "pending",
        "type": kind,
        "_payout": None,
    }
    return call.store.add(body, call.account)


def transactions(call: Call) -> list[Body]:
    """All of the account, with the status they have now."""
    found = call.store.newest("balance_transaction", call.account)
    return [_as_of(body, call.now()) for body in found]


def available(call: Call) -> int:
    return sum(body["net"] for body in transactions(call) if body["status"] == "available")


def balance(call: Call) -> Body:
    ready = available(call)
    pending = sum(body["net"] for body in transactions(call) if body["status"] == "pending")
    return {
        "object": "balance",
        "available": [_of(ready)],
        "connect_reserved": [{"amount": 0, "currency": "usd"}],
        "instant_available": [_of(0)],
        "livemode": False,
        "pending": [_of(pending)],
    }


def retrieve(call: Call) -> Body:
    return _as_of(call.need("balance_transaction", call.path["id"]), call.now())


def every(call: Call) -> Body:
    matching = {
        "type": text(call.params, "type"),
        "source": text(call.params, "source"),
        "_payout": text(call.params, "payout"),
    }
    page = listing(call, "balance_transaction", "/v1/balance_transactions", matching)
    return {**page, "data": [_as_of(body, call.now()) for body in page["data"]]}


def _as_of(body: Body, now: int) -> Body:
    return {**body, "status": "available" if body["available_on"] <= now else "pending"}


def _of(amount: int) -> Body:
    return {"amount": amount, "currency": "usd", "source_types": {"card": amount}}


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "/balance"): balance,
    ("GET", "/balance_transactions"): every,
    ("GET", "/balance_transactions/{id}"): retrieve,
}
