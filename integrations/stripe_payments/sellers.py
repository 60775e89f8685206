"""The seller's side: accounts, onboarding, transfers, and what reached their bank."""

from datetime import UTC, datetime
from typing import Any

import stripe

from domain.ids import UserId
from domain.money import Money
from domain.money.processor import (
    BankPayout,
    OnboardingAddress,
    ProcessorTransfer,
    SellerAccountState,
    TransferOrder,
)
from integrations.stripe_payments import reading
from integrations.stripe_payments.calls import asked


class StripeSellers:
    def __init__(self, client: stripe.StripeClient) -> None:
        self._v1 = client.v1

    async def open_seller_account(self, user_id: UserId, *, email: str) -> SellerAccountState:
        params: dict[str, Any] = {
            "type": "express",
            "country": "US",
            "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}},
            "metadata": {"user_id": user_id},
        }
        made = await asked(
            self._v1.accounts.create_async(params, {"idempotency_key": f"seller:{user_id}"})  # type: ignore[arg-type]
        )
        if email and made.email != email:
            await asked(self._v1.accounts.update_async(made.id, {"email": email}))
        return reading.seller_account(made.to_dict())

    async def seller_account(self, account_id: str) -> SellerAccountState:
        return reading.seller_account((await asked(self._v1.accounts.retrieve_async(account_id))).to_dict())

    async def onboarding_link(
        self, account_id: str, *, return_url: str, refresh_url: str
    ) -> OnboardingAddress:
        # Each link is good for one visit, so each call makes a new one: no key.
        link = await asked(
            self._v1.account_links.create_async(
                {
                    "account": account_id,
                    "type": "account_onboarding",
                    "return_url": return_url,
                    "refresh_url": refresh_url,
                }
            )
        )
        return OnboardingAddress(link.url, datetime.fromtimestamp(link.expires_at, UTC))

    async def transfer(self, order: TransferOrder, *, key: str) -> ProcessorTransfer:
        params: dict[str, Any] = {
            "amount": order.amount.cents,
            "currency": order.amount.currency.lower(),
            "destination": order.to,
            "transfer_group": order.group,
            "metadata": dict(order.metadata),
        }
        if order.source_charge:
            params["source_transaction"] = order.source_charge
        made = await asked(self._v1.transfers.create_async(params, {"idempotency_key": key}))  # type: ignore[arg-type]
        return reading.transfer(made.to_dict())

    async def reverse_transfer(self, transfer_id: str, amount: Money, *, key: str) -> ProcessorTransfer:
        await asked(
            self._v1.transfers.reversals.create_async(
                transfer_id, {"amount": amount.cents}, {"idempotency_key": key}
            )
        )
        return reading.transfer((await asked(self._v1.transfers.retrieve_async(transfer_id))).to_dict())

    async def bank_payout(self, account_id: str, bank_payout_id: str) -> BankPayout:
        found = await asked(
            self._v1.payouts.retrieve_async(bank_payout_id, {}, {"stripe_account": account_id})
        )
        return reading.bank_payout(found.to_dict(), account_id)

    async def transfers_in(self, account_id: str, bank_payout_id: str) -> tuple[str, ...]:
        """Payments that the payout carried, and those of earlier payouts that had come back."""
        movements = await asked(
            self._v1.balance_transactions.list_async(
                {"payout": bank_payout_id, "limit": 100, "expand": ["data.source"]},
                {"stripe_account": account_id},
            )
        )
        carried: list[str] = []
        async for movement in movements.auto_paging_iter():
            source = movement.to_dict().get("source") or {}
            if movement.type == "payout_failure":
                carried += await self.transfers_in(account_id, source["id"])
            elif transfer := reading.identifier(source.get("source_transfer")):
                carried.append(transfer)
        return tuple(carried)
