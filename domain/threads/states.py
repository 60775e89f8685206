"""How a thread, a first contact and a delivery move on. Nothing else sets these states."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType

from domain.errors import Conflict


class ThreadStatus(StrEnum):
    OPEN = "OPEN"
    AWAITING_REPLY = "AWAITING_REPLY"
    PENDING_DECISION = "PENDING_DECISION"
    CONFIRMED = "CONFIRMED"
    COMPLETED = "COMPLETED"
    DISPUTED = "DISPUTED"
    ARCHIVED = "ARCHIVED"
    LOCKED = "LOCKED"


class ThreadMove(StrEnum):
    """`ask` is a message of whoever opened the thread, `answer` one of anybody else."""

    ASK = "ask"
    ANSWER = "answer"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    LOCK = "lock"


class RequestStatus(StrEnum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    BLOCKED = "BLOCKED"
    EXPIRED = "EXPIRED"


class GateMove(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    BLOCK = "block"
    LAPSE = "lapse"
    REOPEN = "reopen"


class DeliveryState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


_S, _M = ThreadStatus, ThreadMove
MOVES = MappingProxyType(
    {
        (_S.OPEN, _M.ASK): _S.AWAITING_REPLY,
        (_S.AWAITING_REPLY, _M.ASK): _S.AWAITING_REPLY,
        (_S.PENDING_DECISION, _M.ASK): _S.PENDING_DECISION,
        (_S.CONFIRMED, _M.ASK): _S.CONFIRMED,
        (_S.COMPLETED, _M.ASK): _S.COMPLETED,
        (_S.DISPUTED, _M.ASK): _S.DISPUTED,
        (_S.ARCHIVED, _M.ASK): _S.AWAITING_REPLY,
        (_S.OPEN, _M.ANSWER): _S.OPEN,
        (_S.AWAITING_REPLY, _M.ANSWER): _S.OPEN,
        (_S.PENDING_DECISION, _M.ANSWER): _S.PENDING_DECISION,
        (_S.CONFIRMED, _M.ANSWER): _S.CONFIRMED,
        (_S.COMPLETED, _M.ANSWER): _S.COMPLETED,
        (_S.DISPUTED, _M.ANSWER): _S.DISPUTED,
        (_S.ARCHIVED, _M.ANSWER): _S.OPEN,
        (_S.OPEN, _M.CONFIRM): _S.CONFIRMED,
        (_S.AWAITING_REPLY, _M.CONFIRM): _S.CONFIRMED,
        (_S.PENDING_DECISION, _M.CONFIRM): _S.CONFIRMED,
        (_S.ARCHIVED, _M.CONFIRM): _S.CONFIRMED,
        (_S.CONFIRMED, _M.COMPLETE): _S.COMPLETED,
        (_S.OPEN, _M.LOCK): _S.LOCKED,
        (_S.AWAITING_REPLY, _M.LOCK): _S.LOCKED,
        (_S.PENDING_DECISION, _M.LOCK): _S.LOCKED,
        (_S.CONFIRMED, _M.LOCK): _S.LOCKED,
        (_S.COMPLETED, _M.LOCK): _S.LOCKED,
        (_S.DISPUTED, _M.LOCK): _S.LOCKED,
        (_S.ARCHIVED, _M.LOCK): _S.LOCKED,
    }
)

_R, _G = RequestStatus, GateMove
# A target may change their mind at any time by accepting; a lapsed or accepted request cannot be refused.
GATE_MOVES = MappingProxyType(
    {
        (_R.PENDING, _G.ACCEPT): _R.ACCEPTED,
        (_R.DECLINED, _G.ACCEPT): _R.ACCEPTED,
        (_R.EXPIRED, _G.ACCEPT): _R.ACCEPTED,
        (_R.BLOCKED, _G.ACCEPT): _R.ACCEPTED,
        (_R.ACCEPTED, _G.ACCEPT): _R.ACCEPTED,
        (_R.PENDING, _G.DECLINE): _R.DECLINED,
        (_R.DECLINED, _G.DECLINE): _R.DECLINED,
        (_R.PENDING, _G.BLOCK): _R.BLOCKED,
        (_R.DECLINED, _G.BLOCK): _R.BLOCKED,
        (_R.EXPIRED, _G.BLOCK): _R.BLOCKED,
        (_R.ACCEPTED, _G.BLOCK): _R.BLOCKED,
        (_R.PENDING, _G.LAPSE): _R.EXPIRED,
        (_R.EXPIRED, _G.REOPEN): _R.PENDING,
    }
)


def status_after(status: ThreadStatus, move: ThreadMove) -> ThreadStatus:
    """Where the move leads, or Conflict when there is no such move."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise Conflict("CONFLICT", f"A thread that is {status.lower()} cannot {move}.") from None


def gate_after(status: RequestStatus, move: GateMove) -> RequestStatus:
    """Where the move leads, or Conflict when there is no such move."""
    try:
        return GATE_MOVES[status, move]
    except KeyError:
        raise Conflict("CONFLICT", f"A message request that is {status.lower()} cannot {move}.") from None


def can_move(status: ThreadStatus, move: ThreadMove) -> bool:
    return (status, move) in MOVES


def delivery_state(seq: int, others: Iterable[tuple[int, int]]) -> DeliveryState:
    """As the sender sees it: a message is read, or delivered, once it is so for everybody else.

    `others` are (read up to, delivered up to) of the other participants.
    """
    marks = list(others)
    if not marks:
        return DeliveryState.SENT
    if all(seq <= read for read, _ in marks):
        return DeliveryState.READ
    return DeliveryState.DELIVERED if all(seq <= max(mark) for mark in marks) else DeliveryState.SENT
