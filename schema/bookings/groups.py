"""Bookings as their parties see them: draft, booking, history, what may be done next."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.accounts import User
from schema.bookings.actions import AvailableAction, available_actions, next_step
from schema.bookings.legs import BookingLeg
from schema.reading import Held, finished, read
from schema.scalars import AWSDateTime

if TYPE_CHECKING:
    from schema.docs import DocPack
    from schema.money import Charge


@strawberry.type
class TimelineEntry(Held):
    at: AWSDateTime = read()
    event: str = read()
    actor: str = read()
    leg_id: strawberry.ID | None = read()
    amount_cents: int | None = read()
    summary: str = read()


@strawberry.type
class CheckoutDraft(Held):
    draft_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    order_id: strawberry.ID = read()
    status: str = read()
    next_step: str = finished(next_step)
    city: str = read()
    start_at: AWSDateTime = read()
    end_at: AWSDateTime = read()
    currency: str = read()
    legs: list[BookingLeg] = read()
    doc_packs: list[Annotated["DocPack", strawberry.lazy("schema.docs")]] = read()
    subtotal_cents: int = read()
    tax_cents: int = read()
    fees_cents: int = read()
    total_cents: int = read()
    wallet_applied_cents: int = read()
    credit_applied_cents: int = read()
    amount_due_cents: int = read()
    deposit_auth_cents: int = read()
    studio_terms_accepted: bool = read()
    version: int = read()


@strawberry.type
class LinkedBookingGroup(Held):
    lbg_id: strawberry.ID = read()
    order_id: strawberry.ID = read()
    buyer_user_id: strawberry.ID = read()
    buyer: User = read()
    status: str = read()
    city: str = read()
    start_at: AWSDateTime = read()
    end_at: AWSDateTime = read()
    acceptance_until: AWSDateTime | None = read()
    currency: str = read()
    legs: list[BookingLeg] = read()
    charge: Annotated["Charge", strawberry.lazy("schema.money")] | None = read()
    subtotal_cents: int = read()
    tax_cents: int = read()
    fees_cents: int = read()
    total_cents: int = read()
    wallet_applied_cents: int = read()
    thread_id: strawberry.ID | None = read()
    available_actions: list[AvailableAction] = finished(available_actions)
    timeline: list[TimelineEntry] = read()
    version: int = read()
    created_at: AWSDateTime = read()
    updated_at: AWSDateTime = read()


@strawberry.type
class BookingPage(Held):
    items: list[LinkedBookingGroup]
    cursor: str | None
