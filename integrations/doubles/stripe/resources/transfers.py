"""Transfers to connected accounts, and their reversals."""

from dataclasses import replace
from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import invalid, missing
from integrations.doubles.stripe.forms import metadata, need_text, need_whole, text, whole
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.lists import empty_list, listing
from integrations.doubles.stripe.resources import balances, charges, payouts
from integrations.doubles.stripe.store import Body


def create(call: Call) -> Body:
    amount = need_whole(call.params, "amount", least=1)
    account = _destination(call)
    source = _source(call, amount)
    transfer = call.store.add(_new(call, amount, account["id"], source), call.account)
    available_on = _available_on(call, source)
    transfer["balance_transaction"] = balances.post(
        call, "transfer", -amount, transfer["id"], available_on=available_on
    )["id"]
    transfer["destination_payment"] = _received(call, transfer, available_on)
    call.store.save(transfer)
    call.emit("transfer.created", transfer)
    return transfer


def reverse(call: Call) -> Body:
    transfer = retrieve(call)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = whole(call.params, "amount", left, least=1) or 0
    if amount > left:
        raise invalid(f"The reversal exceeds what is left of the transfer ({left}).", "amount")
    reversal: Body = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": call.now(),
        "currency": "usd",
        "destination_payment_refund": None,
        "metadata": metadata(call.params),
        "source_refund": None,
        "transfer": transfer["id"],
    }
    posted = balances.post(call, "transfer_refund", amount, reversal["id"])
    reversal["balance_transaction"] = posted["id"]
    call.store.add(reversal, call.account)
    theirs = replace(call, account=transfer["destination"])
    balances.post(theirs, "payment_refund", -amount, transfer["destination_payment"])
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    call.store.save(transfer)
    call.emit("transfer.reversed", transfer)
    return reversal


def retrieve(call: Call) -> Body:
    return call.need("transfer", call.path["id"])


def update(call: Call) -> Body:
    transfer = retrieve(call)
    transfer["metadata"] = metadata(call.params, transfer["metadata"])
    call.store.save(transfer)
    call.emit("transfer.updated", transfer)
    return transfer


def every(call: Call) -> Body:
    wanted = {name: text(call.params, name) for name in ("destination", "transfer_group")}
    return listing(call, "transfer", "/v1/transfers", wanted)


def reversals(call: Call) -> Body:
    url = f"/v1/transfers/{call.path['id']}/reversals"
    return listing(call, "transfer_reversal", url, {"transfer": call.path["id"]})


def _destination(call: Call) -> Body:
    account = call.store.get("account", need_text(call.params, "destination"))
    if account is None:
        raise missing("destination", call.params["destination"], "destination")
    if account["capabilities"]["transfers"] != "active":
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled:"
            " transfers",
            "destination",
            "insufficient_capabilities_for_transfer",
        )
    return account


def _source(call: Call, amount: int) -> Body | None:
    """The charge the money comes out of; without one, it must be on the balance already."""
    if (charge_id := text(call.params, "source_transaction")) is None:
        if balances.available(call) < amount:
            raise invalid(
                "You have insufficient available funds in your account.", code="balance_insufficient"
            )
        return None
    charge = call.need("charge", charge_id, "source_transaction")
    sent = call.store.newest("transfer", call.account, {"source_transaction": charge_id})
    taken = sum(transfer["amount"] - transfer["amount_reversed"] for transfer in sent)
    left = charge["amount_captured"] - charge["amount_refunded"] - taken
    if amount > left:
        raise invalid(f"The transfer exceeds what is left of its charge ({left}).", "amount")
    return charge


def _available_on(call: Call, source: Body | None) -> int:
    if source is None:
        return call.now()
    settled = call.need("balance_transaction", source["balance_transaction"])
    return max(call.now(), int(settled["available_on"]))


def _new(call: Call, amount: int, destination: str, source: Body | None) -> Body:
    transfer_id = new_id("tr")
    return {
        "id": transfer_id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": call.now(),
        "currency": "usd",
        "description": text(call.params, "description"),
        "destination": destination,
        "destination_payment": None,
        "livemode": False,
        "metadata": metadata(call.params),
        "reversals": empty_list(f"/v1/transfers/{transfer_id}/reversals"),
        "reversed": False,
        "source_transaction": source["id"] if source else None,
        "source_type": "card",
        "transfer_group": text(call.params, "transfer_group", source["transfer_group"] if source else None),
    }


def _received(call: Call, transfer: Body, available_on: int) -> str:
    """The other side: a payment on the connected account, which the next payout will carry."""
    theirs = replace(call, account=transfer["destination"])
    amount = transfer["amount"]
    payment = charges.blank(theirs, new_id("py"), amount) | {
        "amount_captured": amount,
        "captured": True,
        "paid": True,
        "source_transfer": transfer["id"],
        "status": "succeeded",
    }
    posted = balances.post(theirs, "payment", amount, payment["id"], available_on=available_on)
    theirs.store.add(payment | {"balance_transaction": posted["id"]}, theirs.account)
    payouts.plan(call, theirs.account, available_on)
    return str(payment["id"])


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/transfers"): create,
    ("GET", "/transfers"): every,
    ("GET", "/transfers/{id}"): retrieve,
    ("POST", "/transfers/{id}"): update,
    ("POST", "/transfers/{id}/reversals"): reverse,
    ("GET", "/transfers/{id}/reversals"): reversals,
}
