"""Payouts of connected accounts to their banks: automatic, once a day, a day on the way."""

from dataclasses import replace
from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.clock import DAY
from integrations.doubles.stripe.forms import text
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.resources import accounts, balances
from integrations.doubles.stripe.store import Body

KIND: Final = "payout"


def plan(call: Call, account: str, available_on: int) -> None:
    """The next daily run after the money is there; an earlier run that is planned takes what it finds."""
    run_at = -(-available_on // DAY) * DAY
    planned = call.store.db.execute(
        "select at from due where kind = 'payout.create' and subject = ?", (account,)
    ).fetchone()
    if planned is None or planned["at"] < call.now():
        call.clock.schedule("payout.create", account, run_at)


def create_due(call: Call, account_id: str) -> None:
    """The daily run of one account: everything that is available goes out in one payout."""
    theirs = replace(call, account=account_id)
    account = call.store.get("account", account_id)
    if account is None or not account["payouts_enabled"]:
        return
    unpaid = [body for body in balances.transactions(theirs) if body["_payout"] is None]
    going = [body for body in unpaid if body["status"] == "available"]
    waiting = [body["available_on"] for body in unpaid if body["status"] == "pending"]
    if (amount := sum(body["net"] for body in going)) > 0:
        _send(theirs, account, amount, going)
    if waiting:
        call.clock.schedule("payout.create", account_id, -(-min(waiting) // DAY) * DAY)


def arrive(call: Call, payout_id: str) -> None:
    """The bank takes the money, or sends it back."""
    account_id = call.store.account_of(payout_id)
    theirs = replace(call, account=account_id)
    payout = theirs.need(KIND, payout_id)
    account = call.store.get("account", account_id) or {}
    if not account.get("_bank_closed"):
        payout["status"] = "paid"
        call.store.save(payout)
        theirs.emit("payout.paid", payout)
        return
    _return(theirs, payout)
    accounts.bank_failed(call, account_id)


def retrieve(call: Call) -> Body:
    return call.need(KIND, call.path["id"])


def every(call: Call) -> Body:
    return listing(call, KIND, "/v1/payouts", {"status": text(call.params, "status")})


def _send(theirs: Call, account: Body, amount: int, going: list[Body]) -> None:
    payout: Body = {
        "id": new_id("po"),
        "object": KIND,
        "amount": amount,
        **dict.fromkeys(_NOTHING),
        "arrival_date": theirs.now() + DAY,
        "automatic": True,
        "created": theirs.now(),
        "currency": "usd",
        "destination": account["external_accounts"]["data"][0]["id"],
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "in_transit",
        "type": "bank_account",
    }
    theirs.store.add(payout, theirs.account)
    posted = balances.post(theirs, KIND, -amount, payout["id"])
    payout["balance_transaction"] = posted["id"]
    theirs.store.save(payout)
    for body in (*going, posted):
        theirs.store.save(body | {"_payout": payout["id"]})
    theirs.clock.schedule("payout.arrive", payout["id"], payout["arrival_date"])
    theirs.emit("payout.created", payout)


def _return(theirs: Call, payout: Body) -> None:
    """The money is on the balance again, for the next payout to carry."""
    posted = balances.post(theirs, "payout_failure", payout["amount"], payout["id"])
    payout |= {
        "status": "failed",
        "failure_code": "account_closed",
        "failure_message": "The bank account has been closed.",
        "failure_balance_transaction": posted["id"],
    }
    theirs.store.save(payout)
    theirs.emit("payout.failed", payout)


_NOTHING: Final = (
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "description",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "original_payout",
    "payout_method",
    "reversed_by",
    "statement_descriptor",
    "trace_id",
)

ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "/payouts"): every,
    ("GET", "/payouts/{id}"): retrieve,
}
