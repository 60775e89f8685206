"""What may be done next with a booking: worked out by the domain from what the read model gives."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import strawberry

from domain.bookings import available_actions as actions
from domain.bookings.attempts import AttemptStatus
from domain.bookings.available_actions import Moment
from domain.bookings.model import LegType
from domain.bookings.standing import SeenBooking, SeenLeg, SeenPayment
from domain.bookings.states import LegStatus
from domain.ids import LegId
from schema.scalars import AWSDateTime

if TYPE_CHECKING:
    from schema.context import Context


@strawberry.type
class AvailableAction:
    action: str
    leg_id: strawberry.ID | None
    enabled: bool
    code: str | None
    reason: str | None
    until: AWSDateTime | None


def available_actions(found: list[Any], context: "Context") -> list[actions.AvailableAction]:
    *known, legs, payment, to_sign = found
    moment = Moment(
        group=_booking(known, legs or ()),
        viewer_id=context.viewer.require_user(),
        now=context.clock.now(),
        attempt=SeenPayment(AttemptStatus(payment[0]), payment[1]) if payment else None,
        unsigned=frozenset(to_sign or ()),
    )
    return actions.available_actions(moment)


def next_step(found: list[Any], _: "Context") -> str:
    status, has_payment = found
    return actions.next_step(LegStatus(status), has_payment=has_payment)


def _booking(known: list[Any], legs: Iterable[tuple[LegId, str]]) -> SeenBooking:
    lbg_id, buyer_id, status, start_at, hold_until, acceptance_until = known
    return SeenBooking(
        id=lbg_id,
        buyer_id=buyer_id,
        status=LegStatus(status),
        start_at=datetime.fromisoformat(start_at),
        hold_until=_moment(hold_until),
        acceptance_until=_moment(acceptance_until),
        living=tuple(SeenLeg(leg_id, LegType(kind)) for leg_id, kind in legs),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
