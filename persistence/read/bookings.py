"""Bookings as their parties see them: the buyer all, a seller their part (contract checkout.graphql)."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, false, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.bookings.attempts import LIVE
from domain.bookings.model import LegType
from domain.bookings.states import BEFORE_CONFIRMATION, UNSIGNED
from persistence.read.booking_lists import BookingsShape, booking_rows
from persistence.read.docs import can_sign, is_live
from persistence.read.legs import in_order, is_living
from persistence.read.model import VIEWER, Join, ReadModel, Row
from persistence.read.parties import sees_leg, takes_part
from persistence.read.timeline import of_booking
from persistence.read.views import One, Page
from persistence.tables.bookings import booking_leg, lbg, payment_attempt
from persistence.tables.docs import doc_instance, doc_pack

_UNCONFIRMED: Final = sorted(status.value for status in BEFORE_CONFIRMATION)
_LIVE: Final = sorted(status.value for status in LIVE)


def _sums(row: Row) -> FromClause:
    """Over the legs that the reader sees, in whole cents."""
    leg = booking_leg.alias()
    signed = leg.c.status.not_in(sorted(status.value for status in UNSIGNED))
    has_signed_studio = and_(leg.c.type == LegType.STUDIO.value, is_living(leg.c), signed)
    summed = select(
        _sum(leg.c.subtotal_cents).label("subtotal"),
        _sum(leg.c.tax_cents).label("tax"),
        _sum(leg.c.platform_fee_cents + leg.c.platform_fee_tax_cents).label("fees"),
        _sum(leg.c.total_cents).label("total"),
        _sum(case((is_living(leg.c), leg.c.deposit_cents), else_=0)).label("deposit"),
        func.coalesce(func.bool_or(has_signed_studio), false()).label("studio_terms"),
    )
    return summed.where(leg.c.lbg_id == row.lbg_id, sees_leg(row, leg.c, VIEWER)).lateral()


def _sum(cents: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(cents), 0)


def _declared(name: str) -> ReadModel:
    """What a booking and a checkout have in common."""
    model = ReadModel(name, lbg, key=["lbg_id"], joins={"sums": Join(_sums)})
    model.columns(
        "lbg_id", "order_id", "status", "city", "start_at", "end_at", "currency", "wallet_applied_cents",
        "version",
    )  # fmt: skip
    model.computed(
        subtotal_cents=lambda row: row.sums.subtotal,
        tax_cents=lambda row: row.sums.tax,
        fees_cents=lambda row: row.sums.fees,
        total_cents=lambda row: row.sums.total,
    )
    model.many(
        "legs",
        "BookingLeg",
        lambda row, leg: and_(leg.lbg_id == row.lbg_id, sees_leg(row, leg, VIEWER)),
        order=in_order,
    )
    return model


BOOKING = _declared("LinkedBookingGroup")
BOOKING.columns("buyer_user_id", "acceptance_until", "thread_id", "created_at", "updated_at")
BOOKING.refers("buyer", "User", lambda row: row.buyer_user_id)
# What the buyer paid; sellers see the money of their own legs only.
BOOKING.one(
    "charge",
    "Charge",
    lambda row, charge: and_(charge.lbg_id == row.lbg_id, row.buyer_user_id == VIEWER),
)
BOOKING.many("timeline", "TimelineEntry", of_booking, order=lambda entry: [entry.position])


@BOOKING.inputs("available_actions")
def standing(row: Row) -> ColumnElement[Any]:
    """What `domain.bookings.standing` is made of; legs and payment matter before the confirmation only."""
    is_open = row.status.in_(_UNCONFIRMED)
    return func.json_build_array(
        row.lbg_id,
        row.buyer_user_id,
        row.status,
        row.start_at,
        row.hold_until,
        row.acceptance_until,
        case((is_open, _living_legs(row))),
        case((is_open, _payment(row))),
        case((is_open, _to_sign(row))),
    )


def _living_legs(row: Row) -> ColumnElement[Any]:
    leg = booking_leg.alias()
    told = aggregate_order_by(func.json_build_array(leg.c.leg_id, leg.c.type), *in_order(leg.c))
    listed = select(func.json_agg(told)).where(
        leg.c.lbg_id == row.lbg_id, is_living(leg.c), sees_leg(row, leg.c, VIEWER)
    )
    return listed.scalar_subquery()


def _payment(row: Row) -> ColumnElement[Any]:
    attempt = payment_attempt.alias()
    told = select(func.json_build_array(attempt.c.status, attempt.c.intent_id))
    return told.where(attempt.c.lbg_id == row.lbg_id, attempt.c.status.in_(_LIVE)).scalar_subquery()


def _to_sign(row: Row) -> ColumnElement[Any]:
    """Legs with something that the reader can sign."""
    pack, document = doc_pack.alias(), doc_instance.alias()
    waiting = select(func.json_agg(pack.c.leg_id.distinct())).where(
        pack.c.lbg_id == row.lbg_id,
        is_live(pack.c),
        document.c.pack_id == pack.c.pack_id,
        can_sign(document.c, VIEWER),
    )
    return waiting.scalar_subquery()


DRAFT = _declared("CheckoutDraft")
DRAFT.columns("credit_applied_cents", draft_id="lbg_id")
DRAFT.computed(
    amount_due_cents=lambda row: row.sums.total - row.wallet_applied_cents - row.credit_applied_cents,
    deposit_auth_cents=lambda row: row.sums.deposit,
    studio_terms_accepted=lambda row: row.sums.studio_terms,
)

# Packs with the place of their legs, which is theirs too.
_OF_LEGS: Final = (
    select(doc_pack, booking_leg.c.created_at.label("leg_at"), booking_leg.c.seller_user_id)
    .join(booking_leg, booking_leg.c.leg_id == doc_pack.c.leg_id)
    .where(is_live(doc_pack.c), is_living(booking_leg.c), booking_leg.c.detached_at.is_(None))
    .subquery()
)
DRAFT.many(
    "doc_packs",
    "DocPack",
    lambda row, pack: and_(pack.lbg_id == row.lbg_id, row.buyer_user_id == VIEWER),
    order=lambda pack: [pack.leg_at, pack.leg_id],
    source=lambda _: _OF_LEGS.alias(),
)


@DRAFT.inputs("next_step")
def step(row: Row) -> ColumnElement[Any]:
    """Where it is, and whether a payment is open."""
    attempt = payment_attempt.alias()
    is_open = exists().where(
        attempt.c.lbg_id == row.lbg_id, attempt.c.status.in_(_LIVE), attempt.c.intent_id.is_not(None)
    )
    return func.json_build_array(row.status, is_open)


BOOKING_PAGE = ReadModel("BookingPage")
BOOKING_PAGE.pages("items", "LinkedBookingGroup")

BOOKING_BY_ID = One(
    "LinkedBookingGroup", lambda row, ask: and_(row.lbg_id == ask("booking"), takes_part(row, VIEWER))
)
# A seller of it may see the booking, but not this side of it.
DRAFT_BY_ID = One(
    "CheckoutDraft", lambda row, ask: and_(row.lbg_id == ask("draft"), row.buyer_user_id == VIEWER)
)


@cache
def bookings_page(shape: BookingsShape) -> Page:
    return Page("LinkedBookingGroup", lambda ask: booking_rows(shape, ask))
