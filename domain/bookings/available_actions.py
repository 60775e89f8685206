"""What may be done next with a booking, and why not when it may not. Answers what the mutations would."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.bookings import policy
from domain.bookings.policy import Side
from domain.bookings.standing import PaymentStanding, Standing
from domain.bookings.states import BEFORE_CONFIRMATION, OVER, LegStatus
from domain.errors import DomainError
from domain.ids import LegId, UserId


@dataclass(frozen=True)
class AvailableAction:
    """A step that someone may, or may not yet, take. `until` is when it stops, or starts, being possible."""

    action: str
    leg_id: LegId | None = None
    code: str | None = None
    reason: str | None = None
    until: datetime | None = None

    @property
    def enabled(self) -> bool:
        return self.code is None


@dataclass(frozen=True)
class Moment:
    """Everything that the rules look at, as it stands now."""

    group: Standing
    viewer_id: UserId
    now: datetime
    attempt: PaymentStanding | None = None
    # Legs with issued documents that the viewer has still to sign.
    unsigned: frozenset[LegId] = frozenset()


def next_step(status: LegStatus, *, has_payment: bool) -> str:
    """Where a checkout stands, in one word: docs, payment, confirm or done."""
    if status not in BEFORE_CONFIRMATION:
        return "done"
    if status is not LegStatus.AWAITING_PAYMENT:
        return "docs"
    return "confirm" if has_payment else "payment"


def available_actions(moment: Moment) -> list[AvailableAction]:
    """The steps of this viewer, in the order a booking takes them."""
    if moment.group.status in OVER:
        return []
    own_signatures = list(_signatures(moment))
    if policy.side_of(moment.group, moment.viewer_id) is Side.SELLER:
        return own_signatures
    return [*_before_confirmation(moment, own_signatures), *_after_confirmation(moment)]


def _before_confirmation(moment: Moment, signatures: Iterable[AvailableAction]) -> Iterator[AvailableAction]:
    group, attempt = moment.group, moment.attempt
    if not group.is_draft:
        return
    until = group.hold_until
    yield _offer("attachStudioInFlow", policy.why_not_attached(group, attempt), until)
    yield _offer("detachStudio", policy.why_not_detached(group, attempt), until)
    yield _offer("createDocPack", policy.why_not_documented(group, attempt), until)
    yield from signatures
    yield _offer("createPaymentIntent", policy.why_not_paid(group, moment.now), until)
    yield _offer("confirmPayment", policy.why_not_confirmed(group, attempt, moment.now), until)


def _after_confirmation(moment: Moment) -> Iterator[AvailableAction]:
    group = moment.group
    if group.status in {LegStatus.CONFIRMED, LegStatus.IN_PROGRESS}:
        refusal = policy.why_not_completed(group, moment.now)
        yield _offer("markCompleted", refusal, group.start_at if refusal else group.acceptance_until)


def _signatures(moment: Moment) -> Iterator[AvailableAction]:
    for leg in moment.group.living:
        if leg.id in moment.unsigned:
            yield AvailableAction("markDocSigned", leg.id, until=moment.group.hold_until)


def _offer(action: str, refusal: DomainError | None, until: datetime | None) -> AvailableAction:
    if refusal is None:
        return AvailableAction(action, until=until)
    return AvailableAction(action, code=refusal.code, reason=str(refusal), until=until)
