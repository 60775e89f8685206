"""Account links: an address, good for one visit within minutes, where a seller completes their account."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.errors import missing, required
from integrations.doubles.stripe.forms import need_text, one_of
from integrations.doubles.stripe.ids import random_text
from integrations.doubles.stripe.resources import accounts
from integrations.doubles.stripe.store import Body

_KIND: Final = "onboarding_visit"
_GOOD_FOR: Final = 300


def create(call: Call) -> Body:
    account = call.store.get("account", need_text(call.params, "account"))
    if account is None:
        raise missing("account", call.params["account"], "account")
    one_of(call.params, "type", ("account_onboarding", "account_update"), "")
    for name in ("return_url", "refresh_url"):
        if name not in call.params:
            raise required(name)
    token = random_text(20)
    link: Body = {
        "object": "account_link",
        "created": call.now(),
        "expires_at": call.now() + _GOOD_FOR,
        "url": f"{call.config.public_url}/_double/onboarding/{token}",
    }
    visit = {"id": token, "object": _KIND, "account": account["id"], "expires_at": link["expires_at"]}
    call.store.add(visit | {name: call.params[name] for name in ("return_url", "refresh_url")})
    return link


def opened(call: Call, token: str, outcome: str) -> str:
    """The seller opens the link: the account is completed. Where the browser goes next."""
    visit = call.store.get(_KIND, token)
    if visit is None:
        raise missing("account_link", token)
    if visit.get("used") or visit["expires_at"] <= call.now():
        return str(visit["refresh_url"])
    call.store.save(visit | {"used": True})
    accounts.complete(call, visit["account"], outcome)
    return str(visit["return_url"])


ROUTES: Final[dict[tuple[str, str], Handler]] = {("POST", "/account_links"): create}
