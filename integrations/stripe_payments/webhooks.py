"""Webhooks: the signature is checked over the exact bytes; the meaning is read later, from the kept body."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import stripe

from domain.errors import Unauthenticated
from domain.money.news import (
    AccountNews,
    BankPayoutNews,
    ChargeNews,
    News,
    OtherNews,
    PaymentNews,
    RefundNews,
    SetupNews,
    TransferNews,
    WebhookEvent,
)
from integrations.stripe_payments import reading
from integrations.stripe_payments.config import StripeConfig

# By what an event is about rather than by its name, so that a new name about a known thing is understood.
_READERS: Final[Mapping[str, Callable[[reading.Document], News]]] = {
    "payment_intent": lambda document: PaymentNews(reading.payment(document)),
    "setup_intent": lambda document: SetupNews(reading.setup(document)),
    "charge": lambda document: ChargeNews(document["id"], reading.identifier(document.get("payment_intent"))),
    "refund": lambda document: RefundNews(reading.refund(document)),
    "account": lambda document: AccountNews(reading.seller_account(document)),
    "transfer": lambda document: TransferNews(reading.transfer(document)),
}


class StripeWebhooks:
    def __init__(self, config: StripeConfig) -> None:
        self._secret = config.webhook_secret

    def parse_webhook(self, raw: bytes, signature: str) -> WebhookEvent:
        try:
            payload = raw.decode("utf-8")
            stripe.WebhookSignature.verify_header(
                payload, signature, self._secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
            body = json.loads(payload)
            at = datetime.fromtimestamp(body["created"], UTC)
            return WebhookEvent(str(body["id"]), str(body["type"]), at, body)
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated(
                "INVALID_SIGNATURE", "The webhook is not signed by the processor."
            ) from error

    def read_event(self, body: Mapping[str, Any]) -> News:
        document = body["data"]["object"]
        if document["object"] == "payout":
            return BankPayoutNews(reading.bank_payout(document, body.get("account") or ""))
        reader = _READERS.get(document["object"])
        return reader(document) if reader else OtherNews(body["type"])
