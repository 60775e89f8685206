"""Keeping deals on the platform: a reminder first, a refusal on repetition, a pause for those who go on.

Spec 1.4(2).G. What was delivered with a reminder is remembered with the message, so a refusal needs to write
nothing: the next sign within a day in the same thread is refused by looking back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.errors import Forbidden
from domain.threads.signs import SignKind, signs_in

MEMORY = timedelta(hours=24)
HOLD = timedelta(hours=24)
GROSS_WEIGHT = 6
REMINDERS_BEFORE_HOLD = 3
NUDGE = "nudge"


class Decision(StrEnum):
    CLEAN = "clean"
    NUDGE = "nudge"
    BLOCK = "block"


@dataclass(frozen=True)
class Record:
    """Reminders a sender has had within MEMORY: in this thread, and anywhere."""

    here: int = 0
    anywhere: int = 0


def decide(texts: Sequence[str | None], *, confirmed: bool, record: Record) -> Decision:
    """What happens to a text. In a confirmed booking people must reach each other: only payment counts."""
    signs = signs_in("\n".join(text for text in texts if text))
    counted = [sign for sign in signs if not confirmed or sign.kind == SignKind.PAYMENT]
    # The strongest sign of each kind counts: one payment link is a wallet's name and an address at once.
    weight = sum(
        max(sign.weight for sign in counted if sign.kind == kind) for kind in {s.kind for s in counted}
    )
    if weight == 0:
        return Decision.CLEAN
    serious = any(sign.kind != SignKind.LINK for sign in counted)
    if weight >= GROSS_WEIGHT or (serious and record.here > 0):
        return Decision.BLOCK
    return Decision.NUDGE


def hint_for(texts: Sequence[str | None], *, confirmed: bool, record: Record) -> str | None:
    """The policy hint a text is delivered with; MSG_POLICY_BLOCKED when it is not delivered at all."""
    decision = decide(texts, confirmed=confirmed, record=record)
    if decision == Decision.BLOCK:
        raise Forbidden(
            "MSG_POLICY_BLOCKED",
            "This text would move contact or payment off the platform.",
            hint="Leave out phone numbers, addresses, handles and other ways to pay.",
        )
    return NUDGE if decision == Decision.NUDGE else None


def earns_hold(hint: str | None, record: Record) -> bool:
    """Whether this reminder is one too many, so that the thread pauses until it is looked at."""
    return hint is not None and record.anywhere + 1 >= REMINDERS_BEFORE_HOLD
