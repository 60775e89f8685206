"""Starting, paying, confirming and completing: what clients send and get back."""

from typing import Self

import strawberry

from domain.bookings import model
from domain.bookings.attempts import Attempt
from domain.bookings.paying import OpenPayment, PaymentWish
from domain.bookings.telling import CheckoutEvent as Told
from domain.bookings.wishes import StartLeg
from schema.bookings.legs import BookingLeg
from schema.common import AddressInput
from schema.context import Info
from schema.money import PayoutSummary
from schema.scalars import AWSDateTime

_ADDRESS = ("line1", "line2", "city", "region", "postal", "country")


@strawberry.input
class StartLegInput:
    service_profile_id: strawberry.ID | None = None
    studio_id: strawberry.ID | None = None
    package_id: strawberry.ID | None = None
    addons: list[strawberry.ID] | None = None
    license_tier: str | None = None
    location_kind: str | None = None
    location_address: AddressInput | None = None
    travel_miles: float | None = None
    crew_size: int | None = None
    deliverables_summary: str | None = None

    def to_domain(self) -> StartLeg:
        return StartLeg(
            service_profile_id=self.service_profile_id,
            studio_id=self.studio_id,
            package_id=self.package_id,
            addon_ids=tuple(self.addons or ()),
            license_tier=self.license_tier,
            location_kind=self.location_kind,
            location_address=self._address(),
            travel_miles=self.travel_miles,
            crew_size=self.crew_size,
            deliverables=self.deliverables_summary,
        )

    def _address(self) -> dict[str, str | None] | None:
        given = self.location_address
        return None if given is None else {name: getattr(given, name) for name in _ADDRESS}


@strawberry.input
class PaymentMethodInput:
    kind: str
    payment_method_id: strawberry.ID | None = None
    token: str | None = None
    save_for_later: bool | None = False

    def to_domain(self, capture: str | None) -> PaymentWish:
        return PaymentWish(
            kind=self.kind,
            saved_method=self.payment_method_id,
            token=self.token,
            save_for_later=bool(self.save_for_later),
            capture=capture or "automatic",
        )


@strawberry.type
class PaymentIntentClientSecret:
    payment_intent_id: strawberry.ID
    client_secret: str
    status: str
    amount_cents: int
    currency: str
    draft_id: strawberry.ID
    order_id: strawberry.ID
    deposit_client_secret: str | None

    @classmethod
    def of(cls, opened: OpenPayment) -> Self:
        return cls(
            payment_intent_id=strawberry.ID(opened.payment.id),
            client_secret=opened.payment.client_secret,
            status=opened.payment.status.value,
            amount_cents=opened.attempt.amount.cents,
            currency=opened.attempt.amount.currency,
            draft_id=strawberry.ID(opened.group.id),
            order_id=strawberry.ID(opened.group.order_id),
            deposit_client_secret=opened.attempt.deposit_client_secret,
        )


@strawberry.type
class CheckoutConfirmation:
    lbg_id: strawberry.ID
    order_id: strawberry.ID
    status: str
    charge_id: strawberry.ID
    amount_cents: int
    currency: str
    legs: list[BookingLeg]
    thread_id: strawberry.ID
    acceptance_until: AWSDateTime

    @classmethod
    def of(cls, group: model.LinkedBookingGroup, attempt: Attempt) -> Self:
        return cls(
            lbg_id=strawberry.ID(group.id),
            order_id=strawberry.ID(group.order_id),
            status=group.status.value,
            charge_id=strawberry.ID(attempt.id),
            amount_cents=attempt.amount.cents,
            currency=attempt.amount.currency,
            legs=[BookingLeg(ref=(leg.id,)) for leg in group.legs],
            thread_id=strawberry.ID(group.thread_id or ""),
            acceptance_until=group.acceptance_until or group.end_at,
        )


@strawberry.type
class CompletionReceipt:
    lbg_id: strawberry.ID
    status: str
    completed_at: AWSDateTime
    legs: list[BookingLeg]
    auto_accepted: bool

    @strawberry.field
    async def payouts(self, info: Info) -> list[PayoutSummary]:
        return await info.context.load.payouts_of([leg.ref for leg in self.legs])

    @classmethod
    def of(cls, group: model.LinkedBookingGroup) -> Self:
        return cls(
            lbg_id=strawberry.ID(group.id),
            status=group.status.value,
            completed_at=group.completed_at or group.updated_at,
            legs=[BookingLeg(ref=(leg.id,)) for leg in group.legs],
            auto_accepted=group.auto_accepted,
        )


@strawberry.type
class CheckoutEvent:
    cursor: strawberry.ID | None
    lbg_id: strawberry.ID
    leg_id: strawberry.ID | None
    type: str
    status: str
    error_code: str | None
    message: str | None
    pack_id: strawberry.ID | None
    amount_cents: int | None
    at: AWSDateTime

    @classmethod
    def of(cls, told: Told, *, lbg_id: str, cursor: str, status: str) -> Self:
        return cls(
            cursor=strawberry.ID(cursor),
            lbg_id=strawberry.ID(lbg_id),
            leg_id=strawberry.ID(told.leg_id) if told.leg_id else None,
            type=told.type,
            status=status,
            error_code=told.error_code,
            message=told.message,
            pack_id=strawberry.ID(told.pack_id) if told.pack_id else None,
            amount_cents=told.amount_cents,
            at=told.at,
        )
