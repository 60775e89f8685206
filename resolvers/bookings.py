"""Bookings and checkout: what one is party to, and the steps from a wish to a completed session."""

from typing import Annotated

import strawberry

from domain.bookings import attaching, completing, confirming, paying, reading, starting
from domain.ids import LbgId, StudioId
from schema.bookings.checkout import (
    CheckoutConfirmation,
    CompletionReceipt,
    PaymentIntentClientSecret,
    PaymentMethodInput,
    StartLegInput,
)
from schema.bookings.groups import BookingPage, CheckoutDraft, LinkedBookingGroup
from schema.common import DateTimeRange
from schema.context import Info
from schema.scalars import AWSDateTime


@strawberry.type
class BookingsQuery:
    @strawberry.field
    async def checkout_draft(self, info: Info, draft_id: strawberry.ID) -> CheckoutDraft:
        async with info.context.unit_of_work() as uow:
            group = await reading.checkout_draft(uow, info.context.viewer, LbgId(draft_id))
        return CheckoutDraft(ref=(group.id,))

    @strawberry.field
    async def booking(self, info: Info, lbg_id: strawberry.ID) -> LinkedBookingGroup:
        async with info.context.unit_of_work() as uow:
            group = await reading.booking(uow, info.context.viewer, LbgId(lbg_id))
        return LinkedBookingGroup(ref=(group.id,))

    @strawberry.field
    async def my_bookings(
        self,
        info: Info,
        side: str | None = None,
        status: str | None = None,
        studio_id: strawberry.ID | None = None,
        from_: Annotated[AWSDateTime | None, strawberry.argument(name="from")] = None,
        to: AWSDateTime | None = None,
        cursor: str | None = None,
        limit: int | None = 25,
    ) -> BookingPage:
        async with info.context.unit_of_work() as uow:
            page = await reading.my_bookings(
                uow,
                info.context.viewer,
                side=side,
                status=status,
                studio_id=studio_id,
                starts_from=from_,
                starts_before=to,
                cursor=cursor,
                limit=limit,
            )
        items = [LinkedBookingGroup(ref=(group.id,)) for group in page.items]
        return BookingPage(items=items, cursor=page.cursor)


@strawberry.type
class BookingsMutation:
    @strawberry.mutation
    async def start_checkout(
        self, info: Info, leg: StartLegInput, when: DateTimeRange, city: str
    ) -> CheckoutDraft:
        group = await starting.start_checkout(
            info.context.services,
            info.context.viewer,
            leg.to_domain(),
            start=when.start,
            end=when.end,
            city=city,
            within=info.context.unit_of_work,
        )
        return CheckoutDraft(ref=(group.id,))

    @strawberry.mutation
    async def attach_studio_in_flow(
        self, info: Info, draft_id: strawberry.ID, studio_id: strawberry.ID
    ) -> CheckoutDraft:
        group = await attaching.attach_studio(
            info.context.services,
            info.context.viewer,
            LbgId(draft_id),
            StudioId(studio_id),
            within=info.context.unit_of_work,
        )
        return CheckoutDraft(ref=(group.id,))

    @strawberry.mutation
    async def detach_studio(self, info: Info, draft_id: strawberry.ID) -> CheckoutDraft:
        async with info.context.unit_of_work() as uow:
            group = await attaching.detach_studio(uow, info.context.viewer, LbgId(draft_id))
        return CheckoutDraft(ref=(group.id,))

    @strawberry.mutation
    async def create_payment_intent(
        self,
        info: Info,
        method: PaymentMethodInput,
        draft_id: strawberry.ID | None = None,
        order_id: strawberry.ID | None = None,
        capture: str | None = "automatic",
    ) -> PaymentIntentClientSecret:
        opened = await paying.create_payment_intent(
            info.context.services,
            info.context.viewer,
            lbg_id=draft_id,
            order_id=order_id,
            wish=method.to_domain(capture),
        )
        return PaymentIntentClientSecret.of(opened)

    @strawberry.mutation
    async def confirm_payment(self, info: Info, draft_id: strawberry.ID) -> CheckoutConfirmation:
        group, attempt = await confirming.confirm_payment(
            info.context.services, info.context.viewer, LbgId(draft_id)
        )
        return CheckoutConfirmation.of(group, attempt)

    @strawberry.mutation
    async def mark_completed(self, info: Info, lbg_id: strawberry.ID) -> CompletionReceipt:
        async with info.context.unit_of_work() as uow:
            group = await completing.mark_completed(uow, info.context.viewer, LbgId(lbg_id))
        return CompletionReceipt.of(group)
