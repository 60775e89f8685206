"""Conversations for tests: name only what the test is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ids import GateId, ThreadId, UserId
from domain.threads.model import Gate, Participant, Side, Thread, ThreadKind
from domain.threads.states import RequestStatus, ThreadStatus

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
BUYER, SELLER, STRANGER = UserId("usr_buyer"), UserId("usr_seller"), UserId("usr_stranger")
THREAD = ThreadId("thr_1")


def a_gate(status: RequestStatus = RequestStatus.PENDING, **changes: Any) -> Gate:
    values: dict[str, Any] = {
        "id": GateId("gat_1"),
        "thread_id": THREAD,
        "target_user": SELLER,
        "status": status,
        "expires_at": NOW + timedelta(days=14),
    }
    return Gate(**values | changes)


def a_participant(user_id: UserId = BUYER, side: Side = Side.BUYER, **changes: Any) -> Participant:
    return Participant(THREAD, user_id, side, **changes)


def a_thread(**changes: Any) -> Thread:
    values: dict[str, Any] = {
        "id": THREAD,
        "kind": ThreadKind.INQUIRY,
        "status": ThreadStatus.OPEN,
        "opened_by": BUYER,
        "created_at": NOW,
        "participants": (a_participant(), a_participant(SELLER, Side.PROVIDER)),
        "role_context": "Model",
    }
    return Thread(**values | changes)
