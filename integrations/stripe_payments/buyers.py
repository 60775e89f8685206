"""The buyer's side: customers, payments, deposits, refunds."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import stripe

from domain.ids import UserId
from domain.money import Money
from domain.money.processor import (
    CaptureMode,
    MethodKind,
    Payment,
    PaymentOrder,
    PaymentStatus,
    ProcessorRefund,
    Setup,
)
from integrations.stripe_payments import reading
from integrations.stripe_payments.calls import asked, is_past, is_replay, refusal_of
from integrations.stripe_payments.config import StripeConfig

_TOOK: frozenset[PaymentStatus] = frozenset(
    {
        PaymentStatus.SUCCEEDED,
        PaymentStatus.AUTHORIZED,
        PaymentStatus.PROCESSING,
        PaymentStatus.ACTION_REQUIRED,
    }
)


class StripeBuyers:
    def __init__(self, client: stripe.StripeClient, config: StripeConfig) -> None:
        self._v1 = client.v1
        self._config = config

    async def ensure_customer(self, user_id: UserId, *, email: str, name: str | None = None) -> str:
        # The key must not depend on mail or name, which may change between two tries: those follow.
        params: dict[str, Any] = {"metadata": {"user_id": user_id}}
        customer = await asked(self._v1.customers.create_async(params, _keyed(f"customer:{user_id}")))  # type: ignore[arg-type]
        known: dict[str, Any] = {"email": email, **({"name": name} if name else {})}
        if any(customer.to_dict().get(field) != value for field, value in known.items()):
            await asked(self._v1.customers.update_async(customer.id, known))  # type: ignore[arg-type]
        return customer.id

    async def open_payment(self, order: PaymentOrder, *, key: str) -> Payment:
        bank = order.kind is MethodKind.ACH_DEBIT
        params: dict[str, Any] = {
            "amount": order.amount.cents,
            "currency": order.amount.currency.lower(),
            "customer": order.customer,
            "capture_method": order.capture.value,
            "payment_method_types": ["us_bank_account" if bank else "card"],
            "transfer_group": order.group,
            "metadata": dict(order.metadata),
        }
        if order.method:
            params["payment_method"] = order.method
        if order.save_for_later:
            params["setup_future_usage"] = "off_session"
        if order.description:
            params["description"] = order.description
        return await self._payment(self._v1.payment_intents.create_async(params, _keyed(key)))  # type: ignore[arg-type]

    async def confirm_payment(self, payment_id: str, *, key: str, method: str | None = None) -> Payment:
        params: dict[str, Any] = {"payment_method": method} if method else {}
        if self._config.return_url:
            params["return_url"] = self._config.return_url
        return await self._moved(
            payment_id,
            lambda: self._v1.payment_intents.confirm_async(payment_id, params, _keyed(key)),  # type: ignore[arg-type]
        )

    async def capture_payment(self, payment_id: str, *, key: str, amount: Money | None = None) -> Payment:
        params: dict[str, Any] = {"amount_to_capture": amount.cents} if amount else {}
        return await self._moved(
            payment_id,
            lambda: self._v1.payment_intents.capture_async(payment_id, params, _keyed(key)),  # type: ignore[arg-type]
        )

    async def cancel_payment(self, payment_id: str, *, key: str) -> Payment:
        return await self._moved(
            payment_id, lambda: self._v1.payment_intents.cancel_async(payment_id, {}, _keyed(key))
        )

    async def retrieve_payment(self, payment_id: str) -> Payment:
        return await self._payment(self._v1.payment_intents.retrieve_async(payment_id))

    async def open_deposit(self, order: PaymentOrder, *, key: str) -> Payment:
        metadata = {**order.metadata, "purpose": reading.DEPOSIT}
        held = replace(order, capture=CaptureMode.MANUAL, metadata=metadata)
        return await self.open_payment(held, key=key)

    async def authorise_deposit(self, deposit_id: str, *, key: str, method: str | None = None) -> Payment:
        return await self.confirm_payment(deposit_id, key=key, method=method)

    async def capture_deposit(self, deposit_id: str, amount: Money, *, key: str) -> Payment:
        return await self.capture_payment(deposit_id, key=key, amount=amount)

    async def release_deposit(self, deposit_id: str, *, key: str) -> Payment:
        return await self.cancel_payment(deposit_id, key=key)

    async def save_method(self, customer: str, method: str, *, key: str) -> Setup:
        params: dict[str, Any] = {
            "customer": customer,
            "payment_method": method,
            "payment_method_types": ["card"],
            "confirm": True,
        }
        made = await asked(self._v1.setup_intents.create_async(params, _keyed(key)))  # type: ignore[arg-type]
        return reading.setup(made.to_dict())

    async def refund(
        self, payment_id: str, amount: Money, *, key: str, metadata: Mapping[str, str] | None = None
    ) -> ProcessorRefund:
        made = await asked(
            self._v1.refunds.create_async(
                {"payment_intent": payment_id, "amount": amount.cents, "metadata": dict(metadata or {})},
                _keyed(key),
            )
        )
        return reading.refund(made.to_dict())

    async def processing_fee(self, payment_id: str) -> Money | None:
        expand = {"expand": ["latest_charge.balance_transaction"]}
        found = await asked(self._v1.payment_intents.retrieve_async(payment_id, expand))  # type: ignore[arg-type]
        charge = found.to_dict().get("latest_charge") or {}
        posted = charge.get("balance_transaction")
        return reading.money(posted, "fee") if posted else None

    async def _payment(self, call: Awaitable[stripe.PaymentIntent]) -> Payment:
        return reading.payment((await asked(call)).to_dict())

    async def _moved(self, payment_id: str, move: Callable[[], Awaitable[stripe.PaymentIntent]]) -> Payment:
        """The payment after a step. A repeated step answers with the present state, not a remembered one."""
        try:
            moved = await move()
        except stripe.CardError as error:
            present = await self.retrieve_payment(payment_id) if is_replay(error.headers) else None
            if present is not None and present.status in _TOOK:
                return present
            raise refusal_of(error) from error
        except stripe.InvalidRequestError as error:
            if not is_past(error):
                raise refusal_of(error) from error
            return await self.retrieve_payment(payment_id)
        except stripe.StripeError as error:
            raise refusal_of(error) from error
        if is_replay(moved.last_response.headers if moved.last_response else None):
            return await self.retrieve_payment(payment_id)
        return reading.payment(moved.to_dict())


def _keyed(key: str) -> stripe.RequestOptions:
    return {"idempotency_key": key}
