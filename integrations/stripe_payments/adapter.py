"""The whole port: the buyer's side, the seller's side and webhooks on one client."""

import httpx
import stripe

from integrations.stripe_payments.buyers import StripeBuyers
from integrations.stripe_payments.config import StripeConfig, open_client
from integrations.stripe_payments.sellers import StripeSellers
from integrations.stripe_payments.webhooks import StripeWebhooks


class StripePayments(StripeBuyers, StripeSellers, StripeWebhooks):
    """`Payments` by Stripe. Make it with `StripePayments.open`, and close it with the process."""

    def __init__(self, client: stripe.StripeClient, http: httpx.AsyncClient, config: StripeConfig) -> None:
        StripeBuyers.__init__(self, client, config)
        StripeSellers.__init__(self, client)
        StripeWebhooks.__init__(self, config)
        self._http = http
        self.client = client

    @classmethod
    def open(cls, config: StripeConfig) -> "StripePayments":
        client, http = open_client(config)
        return cls(client, http, config)

    async def close(self) -> None:
        await self._http.aclose()
