"""Where a leg stands, what may move it, and what its group is said to be. Nothing else assigns a status."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Conflict


class LegStatus(StrEnum):
    """Spelled as the contract's statuses, which legs and groups share."""

    DRAFT = "draft"
    AWAITING_DOCS = "awaiting_docs"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class LegMove(StrEnum):
    ASK_SIGNATURES = "ask_signatures"
    SIGN = "sign"
    OUTDATE = "outdate"
    CONFIRM = "confirm"
    START = "start"
    COMPLETE = "complete"
    CANCEL = "cancel"
    FAIL = "fail"


S, M = LegStatus, LegMove

MOVES: Final[Mapping[tuple[LegStatus, LegMove], LegStatus]] = MappingProxyType(
    {
        (S.DRAFT, M.ASK_SIGNATURES): S.AWAITING_DOCS,
        (S.DRAFT, M.CANCEL): S.CANCELLED,
        (S.DRAFT, M.FAIL): S.FAILED,
        (S.AWAITING_DOCS, M.SIGN): S.AWAITING_PAYMENT,
        # Documents that nobody has signed yet may be outdated too; they still wait for signatures.
        (S.AWAITING_DOCS, M.OUTDATE): S.AWAITING_DOCS,
        (S.AWAITING_DOCS, M.CANCEL): S.CANCELLED,
        (S.AWAITING_DOCS, M.FAIL): S.FAILED,
        (S.AWAITING_PAYMENT, M.OUTDATE): S.AWAITING_DOCS,
        (S.AWAITING_PAYMENT, M.CONFIRM): S.CONFIRMED,
        (S.AWAITING_PAYMENT, M.CANCEL): S.CANCELLED,
        (S.AWAITING_PAYMENT, M.FAIL): S.FAILED,
        (S.CONFIRMED, M.START): S.IN_PROGRESS,
        (S.CONFIRMED, M.CANCEL): S.CANCELLED,
        (S.IN_PROGRESS, M.COMPLETE): S.COMPLETED,
        (S.IN_PROGRESS, M.CANCEL): S.CANCELLED,
    }
)

# From the first step to the last: a group is as far as the leg that is furthest behind.
_PROGRESS: Final = (S.DRAFT, S.AWAITING_DOCS, S.AWAITING_PAYMENT, S.CONFIRMED, S.IN_PROGRESS, S.COMPLETED)
BEFORE_CONFIRMATION: Final = frozenset((S.DRAFT, S.AWAITING_DOCS, S.AWAITING_PAYMENT))
UNSIGNED: Final = frozenset((S.DRAFT, S.AWAITING_DOCS))
OVER: Final = frozenset((S.COMPLETED, S.CANCELLED, S.FAILED))


class IllegalMove(Conflict):
    """The booking is not at the step this move belongs to."""

    def __init__(self, status: LegStatus, move: LegMove) -> None:
        super().__init__("ORDER_STATE_INVALID", f"A leg that is {status} cannot {move}.")
        self.status, self.move = status, move


def after(status: LegStatus, move: LegMove) -> LegStatus:
    """The status that a move leads to. Raises IllegalMove where the table has none."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise IllegalMove(status, move) from None


def group_status(legs: Collection[LegStatus]) -> LegStatus:
    """What a group is, derived from its legs. A cancelled leg no longer counts while another one lives."""
    living = [status for status in legs if status is not S.CANCELLED]
    if not living:
        return S.CANCELLED
    if S.FAILED in living:
        return S.FAILED
    if S.IN_PROGRESS in living and not BEFORE_CONFIRMATION.intersection(living):
        return S.IN_PROGRESS
    return min(living, key=_PROGRESS.index)
