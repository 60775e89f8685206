"""Payouts, payout accounts, and the money of a booking (contract finance.graphql, checkout.graphql)."""

from typing import Self

import strawberry

from domain.money import model
from domain.money.payouts import Payout
from domain.money.processor import AccountStatus, OnboardingAddress
from domain.money.reading import PayoutOverview
from schema.scalars import AWSURL, AWSDateTime


@strawberry.type
class PayoutSummary:
    payout_id: strawberry.ID
    leg_id: strawberry.ID
    lbg_id: strawberry.ID
    amount_cents: int
    reserve_cents: int
    currency: str
    status: str
    instant: bool
    scheduled_for: AWSDateTime | None
    paid_at: AWSDateTime | None
    reason: str | None

    @classmethod
    def of(cls, payout: Payout) -> Self:
        return cls(
            payout_id=strawberry.ID(payout.payout_id),
            leg_id=strawberry.ID(payout.leg_id),
            lbg_id=strawberry.ID(payout.lbg_id),
            amount_cents=payout.amount.cents,
            reserve_cents=payout.reserve.cents,
            currency=payout.amount.currency,
            status=payout.status.value,
            instant=payout.instant,
            scheduled_for=payout.scheduled_for,
            paid_at=payout.paid_at,
            reason=payout.reason,
        )


@strawberry.type
class PayoutAccount:
    status: str
    payouts_enabled: bool
    requirements: list[str]
    schedule: str
    reserve_pct: float
    reserve_cents: int
    available_cents: int
    pending_cents: int
    instant_eligible: bool
    instant_fee_cents: int

    @classmethod
    def of(cls, overview: PayoutOverview) -> Self:
        account, sums = overview.account, overview.sums
        return cls(
            status=(account.status if account else AccountStatus.NONE).value,
            payouts_enabled=bool(account and account.payouts_enabled),
            requirements=list(account.requirements) if account else [],
            schedule=overview.terms.schedule,
            reserve_pct=overview.terms.reserve_pct,
            reserve_cents=sums.reserve.cents,
            available_cents=sums.available.cents,
            pending_cents=sums.pending.cents,
            # Nobody is eligible while requestInstantPayout is not served.
            instant_eligible=False,
            instant_fee_cents=0,
        )


@strawberry.type
class OnboardingLink:
    url: AWSURL
    expires_at: AWSDateTime

    @classmethod
    def of(cls, address: OnboardingAddress) -> Self:
        return cls(url=AWSURL(address.url), expires_at=address.expires_at)


@strawberry.type
class ChargeSplit:
    leg_id: strawberry.ID
    amount_cents: int

    @classmethod
    def of(cls, split: model.ChargeSplit) -> Self:
        return cls(leg_id=strawberry.ID(split.leg_id), amount_cents=split.amount.cents)


@strawberry.type
class Charge:
    charge_id: strawberry.ID
    lbg_id: strawberry.ID
    processor: str
    processor_intent: str
    status: str
    amount_cents: int
    currency: str
    payment_method: str | None
    splits: list[ChargeSplit]
    created_at: AWSDateTime
    captured_at: AWSDateTime | None

    @classmethod
    def of(cls, charge: model.Charge) -> Self:
        return cls(
            charge_id=strawberry.ID(charge.charge_id),
            lbg_id=strawberry.ID(charge.lbg_id),
            processor=model.PROCESSOR,
            processor_intent=charge.intent,
            status=charge.status.value,
            amount_cents=charge.amount.cents,
            currency=charge.amount.currency,
            payment_method=charge.method,
            splits=[ChargeSplit.of(split) for split in charge.splits],
            created_at=charge.created_at,
            captured_at=charge.captured_at,
        )


@strawberry.type
class DepositAuth:
    deposit_id: strawberry.ID
    leg_id: strawberry.ID
    status: str
    authorized_cents: int
    captured_cents: int
    currency: str

    @classmethod
    def of(cls, deposit: model.Deposit) -> Self:
        return cls(
            deposit_id=strawberry.ID(deposit.deposit_id),
            leg_id=strawberry.ID(deposit.leg_id),
            status=deposit.status.value,
            authorized_cents=deposit.authorized.cents,
            captured_cents=deposit.captured.cents,
            currency=deposit.authorized.currency,
        )
