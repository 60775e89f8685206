"""Rows of a booking, and the domain values they stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from domain.bookings.attempts import Attempt, AttemptStatus, Method
from domain.bookings.leg_policy import as_document, from_document
from domain.bookings.model import (
    Leg,
    LegPrice,
    LegType,
    LineItem,
    LineKind,
    LinkedBookingGroup,
    Scope,
    TaxLine,
)
from domain.bookings.states import LegStatus
from domain.ids import ChargeId, LbgId, LegId, LineId, OrderId, UserId
from domain.money import Money

_TUPLES = ("includes", "addon_ids", "addons", "house_rules")


def group_row(group: LinkedBookingGroup) -> dict[str, Any]:
    return {
        "lbg_id": group.id,
        "order_id": group.order_id,
        "buyer_user_id": group.buyer_id,
        "status": group.status.value,
        "city": group.city,
        "start_at": group.start_at,
        "end_at": group.end_at,
        "currency": group.currency,
        "wallet_applied_cents": group.wallet_applied.cents,
        "credit_applied_cents": group.credit_applied.cents,
        "hold_until": group.hold_until,
        "acceptance_until": group.acceptance_until,
        "completed_at": group.completed_at,
        "auto_accepted": group.auto_accepted,
        "thread_id": group.thread_id,
        "created_at": group.created_at,
        "updated_at": group.updated_at,
        "version": group.version,
    }


def group_of(row: Any, legs: Sequence[Leg]) -> LinkedBookingGroup:
    return LinkedBookingGroup(
        id=LbgId(row.lbg_id),
        order_id=OrderId(row.order_id),
        buyer_id=UserId(row.buyer_user_id),
        status=LegStatus(row.status),
        city=row.city,
        start_at=row.start_at,
        end_at=row.end_at,
        legs=tuple(legs),
        currency=row.currency,
        wallet_applied=Money(row.wallet_applied_cents, row.currency),
        credit_applied=Money(row.credit_applied_cents, row.currency),
        hold_until=row.hold_until,
        acceptance_until=row.acceptance_until,
        completed_at=row.completed_at,
        auto_accepted=row.auto_accepted,
        thread_id=row.thread_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def leg_row(leg: Leg) -> dict[str, Any]:
    price = leg.price
    return {
        "leg_id": leg.id,
        "lbg_id": leg.lbg_id,
        "type": leg.type.value,
        "seller_user_id": leg.seller_id,
        "service_profile_id": leg.service_profile_id,
        "studio_id": leg.studio_id,
        "title": leg.title,
        "start_at": leg.start_at,
        "end_at": leg.end_at,
        "subtotal_cents": price.subtotal.cents,
        "tax_cents": price.tax.cents,
        "platform_fee_cents": price.platform_fee.cents,
        "platform_fee_tax_cents": price.platform_fee_tax.cents,
        "currency": price.platform_fee.currency,
        "deposit_cents": leg.deposit.cents,
        "tax_lines": [
            {"jurisdiction": line.jurisdiction, "rate_bps": line.rate_bps, "cents": line.amount.cents}
            for line in price.tax_lines
        ],
        "platform_is_merchant": price.platform_is_merchant,
        "tax_provider": price.tax_provider,
        "tax_quote_id": price.tax_quote_id,
        "policy": as_document(leg.policy),
        "scope": asdict(leg.scope),
        "status": leg.status.value,
        "created_at": leg.created_at,
        "version": leg.version,
    }


def in_order(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """Legs of a booking as they are told: in the order in which they joined it."""
    return tuple(sorted(legs, key=lambda leg: (leg.created_at, leg.id)))


def leg_of(row: Any) -> Leg:
    return Leg(
        id=LegId(row.leg_id),
        lbg_id=LbgId(row.lbg_id),
        type=LegType(row.type),
        seller_id=UserId(row.seller_user_id),
        service_profile_id=row.service_profile_id,
        studio_id=row.studio_id,
        title=row.title,
        start_at=row.start_at,
        end_at=row.end_at,
        price=_price_of(row),
        policy=from_document(row.policy),
        scope=_scope_of(row.scope),
        status=LegStatus(row.status),
        deposit=Money(row.deposit_cents, row.currency),
        created_at=row.created_at,
        version=row.version,
    )


def line_rows(leg: Leg) -> list[dict[str, Any]]:
    return [
        {
            "line_id": line.id,
            "leg_id": leg.id,
            "position": position,
            "kind": line.kind.value,
            "title": line.title,
            "qty": line.qty,
            "unit_cents": line.unit.cents,
        }
        for position, line in enumerate(leg.price.lines)
    ]


def _line_of(line: Mapping[str, Any], currency: str) -> LineItem:
    unit = Money(line["unit_cents"], currency)
    return LineItem(LineId(line["line_id"]), LineKind(line["kind"]), line["title"], unit, line["qty"])


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    return {
        "charge_id": attempt.id,
        "lbg_id": attempt.lbg_id,
        "status": attempt.status.value,
        "amount_cents": attempt.amount.cents,
        "deposit_cents": attempt.deposit.cents,
        "currency": attempt.amount.currency,
        "method_kind": attempt.method.kind,
        "method_reference": attempt.method.reference,
        "save_for_later": attempt.method.save_for_later,
        "capture": attempt.capture,
        "intent_id": attempt.intent_id,
        "client_secret": attempt.client_secret,
        "deposit_intent_id": attempt.deposit_intent_id,
        "deposit_client_secret": attempt.deposit_client_secret,
        "error_code": attempt.error_code,
        "error_message": attempt.error_message,
        "created_at": attempt.created_at,
        "updated_at": attempt.updated_at,
    }


def attempt_of(row: Any) -> Attempt:
    return Attempt(
        id=ChargeId(row.charge_id),
        lbg_id=LbgId(row.lbg_id),
        status=AttemptStatus(row.status),
        amount=Money(row.amount_cents, row.currency),
        deposit=Money(row.deposit_cents, row.currency),
        method=Method(row.method_kind, row.method_reference, row.save_for_later),
        capture=row.capture,
        intent_id=row.intent_id,
        client_secret=row.client_secret,
        deposit_intent_id=row.deposit_intent_id,
        deposit_client_secret=row.deposit_client_secret,
        error_code=row.error_code,
        error_message=row.error_message,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _price_of(row: Any) -> LegPrice:
    return LegPrice(
        lines=tuple(_line_of(line, row.currency) for line in row.lines),
        tax_lines=tuple(
            TaxLine(line["jurisdiction"], line["rate_bps"], Money(line["cents"], row.currency))
            for line in row.tax_lines
        ),
        platform_fee=Money(row.platform_fee_cents, row.currency),
        platform_fee_tax=Money(row.platform_fee_tax_cents, row.currency),
        platform_is_merchant=row.platform_is_merchant,
        tax_provider=row.tax_provider,
        tax_quote_id=row.tax_quote_id,
    )


def _scope_of(document: dict[str, Any]) -> Scope:
    values: dict[str, Any] = {
        name: tuple(value) if name in _TUPLES else value for name, value in document.items()
    }
    return Scope(**values)
