"""One attempt to pay for a booking: the row that names every effect at the processor before it happens.

The life of an attempt is the saga of a confirmation (decision 035). Everything before `capturing` can be
undone by cancelling authorisations; `capturing` is decided under lock and is only ever gone through with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Conflict
from domain.ids import ChargeId, LbgId
from domain.money import Money


class AttemptStatus(StrEnum):
    OPENING = "opening"
    OPEN = "open"
    AUTHORIZING = "authorizing"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    RELEASING = "releasing"
    RELEASED = "released"


class AttemptMove(StrEnum):
    OPEN = "open"
    BEGIN = "begin"
    WAIT = "wait"
    DECIDE = "decide"
    SETTLE = "settle"
    REFUSE = "refuse"
    FREE = "free"


A, M = AttemptStatus, AttemptMove

MOVES: Final[Mapping[tuple[AttemptStatus, AttemptMove], AttemptStatus]] = MappingProxyType(
    {
        (A.OPENING, M.OPEN): A.OPEN,
        (A.OPENING, M.REFUSE): A.RELEASING,
        (A.OPEN, M.BEGIN): A.AUTHORIZING,
        (A.OPEN, M.REFUSE): A.RELEASING,
        # The issuer wants the buyer to do something first: back to where the buyer is waited for.
        (A.AUTHORIZING, M.WAIT): A.OPEN,
        (A.AUTHORIZING, M.DECIDE): A.CAPTURING,
        (A.AUTHORIZING, M.REFUSE): A.RELEASING,
        (A.CAPTURING, M.SETTLE): A.CAPTURED,
        # Only when the processor says for certain that nothing was, or ever will be, captured.
        (A.CAPTURING, M.REFUSE): A.RELEASING,
        (A.RELEASING, M.FREE): A.RELEASED,
    }
)

# A booking has at most one attempt in these (a partial unique index sees to it).
LIVE: Final = frozenset({A.OPENING, A.OPEN, A.AUTHORIZING, A.CAPTURING, A.CAPTURED})
# While one of these lasts the booking belongs to the confirmation: nobody may change it.
RUNNING: Final = frozenset({A.AUTHORIZING, A.CAPTURING})
SETTLED: Final = frozenset({A.CAPTURED, A.RELEASED})


@dataclass(frozen=True)
class Method:
    """How the buyer wants to pay. Tokens and ids of the processor only, never a card number."""

    kind: str
    reference: str | None = None
    save_for_later: bool = False


@dataclass(frozen=True)
class Attempt:
    """`id` is the charge it becomes; it is also what the processor's idempotency keys are made of."""

    id: ChargeId
    lbg_id: LbgId
    status: AttemptStatus
    amount: Money
    deposit: Money
    method: Method
    capture: str
    created_at: datetime
    updated_at: datetime
    intent_id: str | None = None
    client_secret: str | None = None
    deposit_intent_id: str | None = None
    deposit_client_secret: str | None = None
    # Why the last step went no further; the code the caller was, or will be, told.
    error_code: str | None = None
    error_message: str | None = field(default=None, compare=False)

    def moved(self, move: AttemptMove, now: datetime) -> "Attempt":
        try:
            status = MOVES[self.status, move]
        except KeyError:
            raise Conflict("ORDER_STATE_INVALID", f"A payment that is {self.status} cannot {move}.") from None
        return replace(self, status=status, updated_at=now)

    def key(self, step: str) -> str:
        """The idempotency key of one effect: the same whoever asks for it, and however often."""
        return f"{self.id}:{step}"

    def pays(self, amount: Money, deposit: Money, method: Method) -> bool:
        """Whether it is still the payment that would be opened now."""
        return (self.amount, self.deposit, self.method) == (amount, deposit, method)

    @property
    def is_running(self) -> bool:
        return self.status in RUNNING

    @property
    def needs_deposit(self) -> bool:
        return self.deposit.cents > 0
