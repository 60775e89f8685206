"""The other side of a payment: what the processor's double holds, and trouble to order there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from integrations.stripe_payments import StripePayments, StripeSandbox
from tests.world import World

PRICE, DEPOSIT = "price", "deposit"


@dataclass(frozen=True)
class Intent:
    """A payment intent as the processor knows it."""

    id: str
    kind: str
    status: str
    amount: int
    received: int


class Processor:
    def __init__(self, api: World) -> None:
        services = api.process.services
        self.payments = cast("StripePayments", services.payments)
        self.sandbox = cast("StripeSandbox", services.sandbox)
        self._api = api

    async def intents(self) -> list[Intent]:
        """Every payment intent there is, oldest first."""
        found = await self.payments.client.v1.payment_intents.list_async({"limit": 100})
        return [_intent(each.to_dict()) for each in reversed(found.data)]

    async def states(self) -> list[tuple[str, str]]:
        return [(intent.kind, intent.status) for intent in await self.intents()]

    async def captured(self) -> list[int]:
        """What was taken from buyers, payment by payment."""
        return [intent.received for intent in await self.intents() if intent.received]

    async def cancel(self, intent_id: str) -> None:
        await self.payments.client.v1.payment_intents.cancel_async(intent_id)

    async def trouble(self, on: str, do: str, **settings: str | int) -> None:
        await self.sandbox.order_trouble({"on": on, "do": do, **settings})

    async def pass_action(self, intent: Intent, *, succeed: bool = True) -> None:
        await self.sandbox.pass_action(intent.id, succeed=succeed)

    async def fill_in_form(self, intent: Intent, card: str) -> None:
        """What the payment form does in the browser, with the client secret."""
        await self.payments.client.v1.payment_intents.confirm_async(intent.id, {"payment_method": card})

    async def webhooks(self) -> None:
        """Deliver every webhook, and let us handle them."""
        await self.sandbox.deliver_webhooks()
        await self._api.drain()


def of_kind(intents: Sequence[Intent], kind: str) -> Intent:
    return [intent for intent in intents if intent.kind == kind][-1]


def _intent(document: dict[str, Any]) -> Intent:
    kind = DEPOSIT if document["metadata"].get("purpose") == DEPOSIT else PRICE
    received = document["amount_received"]
    return Intent(document["id"], kind, document["status"], document["amount"], received)
