"""Where events are sent to."""

from typing import Final

from integrations.doubles.stripe.call import Call, Handler
from integrations.doubles.stripe.config import WebhookTarget
from integrations.doubles.stripe.errors import required
from integrations.doubles.stripe.forms import metadata, need_text, text
from integrations.doubles.stripe.ids import new_id, random_text
from integrations.doubles.stripe.lists import listing
from integrations.doubles.stripe.store import Body

KIND: Final = "webhook_endpoint"


def create(call: Call) -> Body:
    """The only answer that tells the secret."""
    events = call.params.get("enabled_events")
    if not isinstance(events, list) or not events:
        raise required("enabled_events")
    body = _new(call, need_text(call.params, "url"), f"whsec_{random_text(32)}", events)
    return {**call.store.add(body), "secret": body["_secret"]}


def retrieve(call: Call) -> Body:
    return call.need(KIND, call.path["id"])


def delete(call: Call) -> Body:
    body = retrieve(call)
    call.store.save(body | {"status": "disabled"})
    return {"id": body["id"], "object": KIND, "deleted": True}


def every(call: Call) -> Body:
    return listing(call, KIND, "/v1/webhook_endpoints", {"status": "enabled"})


def ensure(call: Call, target: WebhookTarget) -> None:
    """An endpoint that the double was started with; one per address, however often it starts."""
    for body in call.store.newest(KIND, matching={"url": target.url, "status": "enabled"}):
        call.store.save(body | {"_secret": target.secret, "enabled_events": list(target.events)})
        return
    call.store.add(_new(call, target.url, target.secret, list(target.events)))


def _new(call: Call, url: str, secret: str, events: list[str]) -> Body:
    return {
        "id": new_id("we"),
        "object": KIND,
        "api_version": None,
        "application": None,
        "created": call.now(),
        "description": text(call.params, "description"),
        "enabled_events": events,
        "livemode": False,
        "metadata": metadata(call.params),
        "status": "enabled",
        "url": url,
        "_secret": secret,
    }


ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/webhook_endpoints"): create,
    ("GET", "/webhook_endpoints"): every,
    ("GET", "/webhook_endpoints/{id}"): retrieve,
    ("DELETE", "/webhook_endpoints/{id}"): delete,
}
