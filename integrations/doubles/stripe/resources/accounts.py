"""Connect accounts (Express): opened by us, completed by the seller behind an account link."""

from typing import Any, Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import invalid, missing
from integrations.doubles.stripe.forms import metadata, one_of, text
from integrations.doubles.stripe.ids import new_id, random_text
from integrations.doubles.stripe.lists import empty_list, listing
from integrations.doubles.stripe.store import Body

_WANTED: Final = ["business_type", "external_account", "individual.verification.document", "tos_acceptance"]


def create(call: Call) -> Body:
    kind = one_of(call.params, "type", ("express",), "express")
    account_id = f"acct_{random_text(16)}"
    body: Body = {
        "id": account_id,
        "object": "account",
        "business_profile": _business(),
        "business_type": text(call.params, "business_type"),
        "capabilities": {"card_payments": "inactive", "transfers": "inactive"},
        "charges_enabled": False,
        "controller": {
            "fees": {"payer": "application_express"},
            "is_controller": True,
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
            "type": "application",
        },
        "country": text(call.params, "country", "US"),
        "created": call.now(),
        "default_currency": "usd",
        "details_submitted": False,
        "email": text(call.params, "email"),
        "external_accounts": empty_list(f"/v1/accounts/{account_id}/external_accounts"),
        "future_requirements": _requirements([]),
        "metadata": metadata(call.params),
        "payouts_enabled": False,
        "requirements": _requirements(_WANTED),
        "settings": _settings(),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": kind,
    }
    return call.store.add(body)


def retrieve(call: Call) -> Body:
    return _need(call, call.path["id"])


def update(call: Call) -> Body:
    account = retrieve(call)
    account["metadata"] = metadata(call.params, account["metadata"])
    if "email" in call.params:
        account["email"] = text(call.params, "email")
    return _changed(call, account)


def every(call: Call) -> Body:
    return listing(call, "account", "/v1/accounts")


def complete(call: Call, account_id: str, outcome: str) -> Body:
    """The seller has told everything; what follows is enabled at once, checked for a day, or restricted."""
    account = _need(call, account_id)
    account |= {"details_submitted": True, "business_type": "individual"}
    if outcome == "enabled":
        return _enabled(call, account)
    if outcome == "pending":
        account["requirements"] = _requirements([], pending=["individual.verification.document"])
        call.clock.schedule("account.verify", account_id, call.now() + 86_400)
        return _changed(call, account)
    if outcome == "restricted":
        account["requirements"] = _requirements(["individual.verification.document"])
        return _changed(call, account)
    raise invalid("An outcome is enabled, pending or restricted.", "outcome")


def verify(call: Call, account_id: str) -> None:
    """The processor's own check came out well."""
    _enabled(call, _need(call, account_id))


def set_bank(call: Call, account_id: str, is_open: bool) -> Body:
    """The seller's bank closes, or opens, their account; a closure shows at the next payout."""
    account = _need(call, account_id)
    account["_bank_closed"] = not is_open
    call.store.save(account)
    return _enabled(call, account) if is_open else account


def bank_failed(call: Call, account_id: str) -> None:
    account = _need(call, account_id)
    account |= {"payouts_enabled": False, "requirements": _requirements(["external_account"])}
    _changed(call, account)


def _enabled(call: Call, account: Body) -> Body:
    account |= {
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "details_submitted": True,
        "payouts_enabled": True,
        "requirements": _requirements([]),
        "external_accounts": empty_list(account["external_accounts"]["url"], [_bank(account)]),
    }
    call.clock.schedule("payout.create", account["id"], call.now())
    return _changed(call, account)


def _changed(call: Call, account: Body) -> Body:
    call.store.save(account)
    call.emit("account.updated", account, account["id"])
    return account


def _need(call: Call, account_id: str) -> Body:
    found = call.store.get("account", account_id)
    if found is None:
        raise missing("account", account_id)
    return found


def _requirements(due: list[str], pending: list[str] | None = None) -> Body:
    reason = "requirements.past_due" if due else "requirements.pending_verification" if pending else None
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": reason,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": pending or [],
    }


def _business() -> Body:
    names = ("annual_revenue", "mcc", "name", "product_description", "support_address", "support_email")
    more = ("estimated_worker_count", "support_phone", "support_url", "url")
    return dict.fromkeys((*names, *more))


def _settings() -> dict[str, Any]:
    descriptor = {"statement_descriptor": None}
    return {
        "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "payments": {
            **descriptor,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": {
            **descriptor,
            "debit_negative_balances": True,
            "schedule": {"delay_days": 2, "interval": "daily"},
        },
    }


def _bank(account: Body) -> Body:
    return {
        "id": new_id("ba"),
        "object": "bank_account",
        "account": account["id"],
        "account_holder_name": None,
        "account_holder_type": "individual",
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": "US",
        "currency": "usd",
        "default_for_currency": True,
        "fingerprint": random_text(16),
        "future_requirements": None,
        "last4": "6789",
        "metadata": {},
        "requirements": None,
        "routing_number": "110000000",
        "status": "new",
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/accounts"): create,
    ("GET", "/accounts"): every,
    ("GET", "/accounts/{id}"): retrieve,
    ("POST", "/accounts/{id}"): update,
}
