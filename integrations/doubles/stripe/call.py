"""One API call as a resource sees it: who asks, what for, and the state it may touch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.doubles.stripe import deliveries
from integrations.doubles.stripe.clock import Clock
from integrations.doubles.stripe.config import DoubleConfig
from integrations.doubles.stripe.errors import missing
from integrations.doubles.stripe.forms import Params
from integrations.doubles.stripe.ids import new_id
from integrations.doubles.stripe.store import Body, Store, public


@dataclass(frozen=True)
class Call:
    store: Store
    clock: Clock
    config: DoubleConfig
    params: Params = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    # The connected account a call is made for; empty for the platform's own.
    account: str = ""
    request_id: str | None = None
    idempotency_key: str | None = None

    def now(self) -> int:
        return self.clock.now()

    def need(self, kind: str, object_id: str, param: str = "id") -> Body:
        found = self.store.get(kind, object_id, self.account)
        if found is None:
            raise missing(kind, object_id, param)
        return found

    def emit(self, kind: str, body: Body, account: str | None = None) -> None:
        """Record an event about an object as it is now; it is delivered after the commit."""
        of = self.account if account is None else account
        event: Body = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": None,
            "created": self.now(),
            "data": {"object": public(body)},
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": kind,
            **({"account": of} if of else {}),
        }
        self.store.add(event)
        deliveries.enqueue(self.store, event, self.now())


Handler = Callable[[Call], Any]
