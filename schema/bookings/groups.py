"""Bookings as their parties see them: draft, booking, history, what may be done next."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.bookings import available_actions as actions
from domain.bookings import model, telling
from domain.pages import Page
from schema.accounts import User
from schema.bookings.legs import BookingLeg
from schema.context import Info
from schema.scalars import AWSDateTime

if TYPE_CHECKING:
    from schema.docs import DocPack
    from schema.money import Charge


@strawberry.type
class AvailableAction:
    action: str
    leg_id: strawberry.ID | None
    enabled: bool
    code: str | None
    reason: str | None
    until: AWSDateTime | None

    @classmethod
    def of(cls, action: actions.AvailableAction) -> Self:
        return cls(
            action=action.action,
            leg_id=strawberry.ID(action.leg_id) if action.leg_id else None,
            enabled=action.enabled,
            code=action.code,
            reason=action.reason,
            until=action.until,
        )


@strawberry.type
class TimelineEntry:
    at: AWSDateTime
    event: str
    actor: str
    leg_id: strawberry.ID | None
    amount_cents: int | None
    summary: str

    @classmethod
    def of(cls, entry: telling.TimelineEntry) -> Self:
        return cls(
            at=entry.at,
            event=entry.event,
            actor=entry.actor,
            leg_id=strawberry.ID(entry.leg_id) if entry.leg_id else None,
            amount_cents=entry.amount_cents,
            summary=entry.summary,
        )


@strawberry.type
class CheckoutDraft:
    draft_id: strawberry.ID
    lbg_id: strawberry.ID
    order_id: strawberry.ID
    status: str
    city: str
    start_at: AWSDateTime
    end_at: AWSDateTime
    currency: str
    legs: list[BookingLeg]
    subtotal_cents: int
    tax_cents: int
    fees_cents: int
    total_cents: int
    wallet_applied_cents: int
    credit_applied_cents: int
    amount_due_cents: int
    deposit_auth_cents: int
    studio_terms_accepted: bool
    version: int
    group: strawberry.Private[model.LinkedBookingGroup]

    @strawberry.field
    async def next_step(self, info: Info) -> str:
        return await info.context.load.next_step(self.group)

    @strawberry.field
    async def doc_packs(self, info: Info) -> list[Annotated["DocPack", strawberry.lazy("schema.docs")]]:
        return await info.context.load.doc_packs_of_booking(self.group)

    @classmethod
    def of(cls, group: model.LinkedBookingGroup) -> Self:
        return cls(
            draft_id=strawberry.ID(group.id),
            lbg_id=strawberry.ID(group.id),
            order_id=strawberry.ID(group.order_id),
            status=group.status.value,
            city=group.city,
            start_at=group.start_at,
            end_at=group.end_at,
            currency=group.currency,
            legs=[BookingLeg.of(leg) for leg in group.legs],
            subtotal_cents=group.subtotal.cents,
            tax_cents=group.tax.cents,
            fees_cents=group.fees.cents,
            total_cents=group.total.cents,
            wallet_applied_cents=group.wallet_applied.cents,
            credit_applied_cents=group.credit_applied.cents,
            amount_due_cents=group.amount_due.cents,
            deposit_auth_cents=group.deposit.cents,
            studio_terms_accepted=group.studio_terms_accepted,
            version=group.version,
            group=group,
        )


@strawberry.type
class LinkedBookingGroup:
    lbg_id: strawberry.ID
    order_id: strawberry.ID
    buyer_user_id: strawberry.ID
    status: str
    city: str
    start_at: AWSDateTime
    end_at: AWSDateTime
    acceptance_until: AWSDateTime | None
    currency: str
    legs: list[BookingLeg]
    subtotal_cents: int
    tax_cents: int
    fees_cents: int
    total_cents: int
    wallet_applied_cents: int
    thread_id: strawberry.ID | None
    version: int
    created_at: AWSDateTime
    updated_at: AWSDateTime
    group: strawberry.Private[model.LinkedBookingGroup]

    @strawberry.field
    async def buyer(self, info: Info) -> User:
        return await info.context.load.user(self.buyer_user_id)

    @strawberry.field
    async def charge(self, info: Info) -> Annotated["Charge", strawberry.lazy("schema.money")] | None:
        return await info.context.load.charge_seen_in(self.group)

    @strawberry.field
    async def available_actions(self, info: Info) -> list[AvailableAction]:
        found = await info.context.load.actions_on(self.group, info.context.clock.now())
        return [AvailableAction.of(each) for each in found]

    @strawberry.field
    async def timeline(self, info: Info) -> list[TimelineEntry]:
        return [TimelineEntry.of(each) for each in await info.context.load.timeline_of(self.group)]

    @classmethod
    def of(cls, group: model.LinkedBookingGroup) -> Self:
        return cls(
            lbg_id=strawberry.ID(group.id),
            order_id=strawberry.ID(group.order_id),
            buyer_user_id=strawberry.ID(group.buyer_id),
            status=group.status.value,
            city=group.city,
            start_at=group.start_at,
            end_at=group.end_at,
            acceptance_until=group.acceptance_until,
            currency=group.currency,
            legs=[BookingLeg.of(leg) for leg in group.legs],
            subtotal_cents=group.subtotal.cents,
            tax_cents=group.tax.cents,
            fees_cents=group.fees.cents,
            total_cents=group.total.cents,
            wallet_applied_cents=group.wallet_applied.cents,
            thread_id=strawberry.ID(group.thread_id) if group.thread_id else None,
            version=group.version,
            created_at=group.created_at,
            updated_at=group.updated_at,
            group=group,
        )


@strawberry.type
class BookingPage:
    items: list[LinkedBookingGroup]
    cursor: str | None

    @classmethod
    def of(cls, page: Page[model.LinkedBookingGroup]) -> Self:
        return cls(items=[LinkedBookingGroup.of(group) for group in page.items], cursor=page.cursor)
