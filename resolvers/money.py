"""Money: a seller's payouts and payout account."""

from typing import Annotated

import strawberry

from domain.money import accounts, reading
from schema.context import Info
from schema.money import OnboardingLink, PayoutAccount, PayoutSummary
from schema.scalars import AWSURL, AWSDate


@strawberry.type
class MoneyQuery:
    @strawberry.field
    async def my_payouts(
        self,
        info: Info,
        from_: Annotated[AWSDate, strawberry.argument(name="from")],
        to: AWSDate,
    ) -> list[PayoutSummary]:
        async with info.context.unit_of_work() as uow:
            payouts = await reading.my_payouts(uow, info.context.viewer, from_, to)
        return [PayoutSummary(ref=(payout.payout_id,)) for payout in payouts]

    @strawberry.field
    async def payout_account(self, info: Info) -> PayoutAccount:
        return PayoutAccount(ref=(info.context.viewer.require_user(),))


@strawberry.type
class MoneyMutation:
    @strawberry.mutation
    async def create_onboarding_link(self, info: Info, return_url: AWSURL | None = None) -> OnboardingLink:
        address = await accounts.create_onboarding_link(
            info.context.services, info.context.viewer, return_url
        )
        return OnboardingLink.of(address)
