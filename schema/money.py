"""Payouts, payout accounts, and the money of a booking (contract finance.graphql, checkout.graphql)."""

from typing import Self

import strawberry

from domain.money.processor import OnboardingAddress
from schema.reading import Held, read
from schema.scalars import AWSURL, AWSDateTime


@strawberry.type
class PayoutSummary(Held):
    payout_id: strawberry.ID = read()
    leg_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    amount_cents: int = read()
    reserve_cents: int = read()
    currency: str = read()
    status: str = read()
    instant: bool = read()
    scheduled_for: AWSDateTime | None = read()
    paid_at: AWSDateTime | None = read()
    reason: str | None = read()


@strawberry.type
class PayoutAccount(Held):
    status: str = read()
    payouts_enabled: bool = read()
    requirements: list[str] = read()
    schedule: str = read()
    reserve_pct: float = read()
    reserve_cents: int = read()
    available_cents: int = read()
    pending_cents: int = read()
    instant_eligible: bool = read()
    instant_fee_cents: int = read()


@strawberry.type
class OnboardingLink:
    url: AWSURL
    expires_at: AWSDateTime

    @classmethod
    def of(cls, address: OnboardingAddress) -> Self:
        return cls(url=AWSURL(address.url), expires_at=address.expires_at)


@strawberry.type
class ChargeSplit(Held):
    leg_id: strawberry.ID = read()
    amount_cents: int = read()


@strawberry.type
class Charge(Held):
    charge_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    processor: str = read()
    processor_intent: str = read()
    status: str = read()
    amount_cents: int = read()
    currency: str = read()
    payment_method: str | None = read()
    splits: list[ChargeSplit] = read()
    created_at: AWSDateTime = read()
    captured_at: AWSDateTime | None = read()


@strawberry.type
class DepositAuth(Held):
    deposit_id: strawberry.ID = read()
    leg_id: strawberry.ID = read()
    status: str = read()
    authorized_cents: int = read()
    captured_cents: int = read()
    currency: str = read()
