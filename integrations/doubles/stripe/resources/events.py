"""Events: everything that happened, for whoever missed a webhook."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.forms import text
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.store import Body


def retrieve(call: Call) -> Body:
    return call.need("event", call.path["id"])


def every(call: Call) -> Body:
    return listing(call, "event", "/v1/events", {"type": text(call.params, "type")})


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("GET", "/events"): every,
    ("GET", "/events/{id}"): retrieve,
}
