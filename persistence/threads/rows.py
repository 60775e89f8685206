"""From rows to conversations, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, RowMapping, Select, select

from domain.ids import GateId, MediaId, MessageId, ThreadId, UserId
from domain.threads.model import (
    Attachment,
    Gate,
    Message,
    MessageKind,
    Participant,
    Side,
    Standing,
    Thread,
    ThreadKind,
)
from domain.threads.states import RequestStatus, ThreadStatus
from persistence.tables.threads import message, message_gate, participant, thread


def whole_threads() -> Select[Any]:
    """Threads with gate and participants: one row per participant, so one statement reads any number."""
    return (
        select(thread, message_gate, participant)
        .join(participant, participant.c.thread_id == thread.c.thread_id)
        .outerjoin(message_gate, message_gate.c.thread_id == thread.c.thread_id)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )


def threads_of(rows: Iterable[Mapping[str, Any]]) -> list[Thread]:
    """Threads in the order in which their first row came."""
    by_thread: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_thread.setdefault(row["thread_thread_id"], []).append(row)
    return [_thread(same) for same in by_thread.values()]


def _thread(rows: list[Mapping[str, Any]]) -> Thread:
    row = rows[0]
    return Thread(
        id=ThreadId(row["thread_thread_id"]),
        kind=ThreadKind(row["thread_kind"]),
        status=ThreadStatus(row["thread_status"]),
        opened_by=row["thread_opened_by"],
        created_at=row["thread_created_at"],
        participants=tuple(sorted((_participant(one) for one in rows), key=lambda one: one.side)),
        gate=_gate(row),
        subject=row["thread_subject"],
        role_context=row["thread_role_context"],
        city=row["thread_city"],
        order_id=row["thread_order_id"],
        lbg_id=row["thread_lbg_id"],
        leg_id=row["thread_leg_id"],
        last_seq=row["thread_last_seq"],
        last_message_id=row["thread_last_message_id"],
        last_message_at=row["thread_last_message_at"],
        held_until=row["thread_held_until"],
    )


def _participant(row: Mapping[str, Any]) -> Participant:
    return Participant(
        thread_id=row["participant_thread_id"],
        user_id=UserId(row["participant_user_id"]),
        side=Side(row["participant_side"]),
        standing=Standing(row["participant_standing"]),
        last_read_seq=row["participant_last_read_seq"],
        last_read_at=row["participant_last_read_at"],
        delivered_seq=row["participant_delivered_seq"],
        unread_count=row["participant_unread_count"],
        moved_to=row["participant_moved_to"],
        starred=row["participant_starred"],
        pinned=row["participant_pinned"],
        muted_until=row["participant_muted_until"],
    )


def _gate(row: Mapping[str, Any]) -> Gate | None:
    if row["message_gate_gate_id"] is None:
        return None
    return Gate(
        id=GateId(row["message_gate_gate_id"]),
        thread_id=row["message_gate_thread_id"],
        target_user=row["message_gate_target_user_id"],
        status=RequestStatus(row["message_gate_status"]),
        expires_at=row["message_gate_expires_at"],
        reason=row["message_gate_reason"],
        opened_seq=row["message_gate_opened_seq"],
    )


def message_of(row: RowMapping) -> Message:
    files: list[Mapping[str, Any]] = row["files"] or []
    return Message(
        id=MessageId(row[message.c.message_id]),
        thread_id=row[message.c.thread_id],
        seq=row[message.c.seq],
        kind=MessageKind(row[message.c.kind]),
        sender_id=row[message.c.sender_id],
        created_at=row[message.c.created_at],
        body_text=row[message.c.body_text],
        attachments=tuple(Attachment(MediaId(file["media_id"]), file["file_name"]) for file in files),
        client_message_id=row[message.c.client_message_id],
        policy_hint=row[message.c.policy_hint],
        edited_at=row[message.c.edited_at],
    )


def pair_of(people: Iterable[str]) -> str:
    return "+".join(sorted(people))


def thread_values(one: Thread) -> dict[str, Any]:
    """What may change after a thread was opened; counters move with its messages only."""
    return {
        "kind": one.kind.value,
        "status": one.status.value,
        "subject": one.subject,
        "city": one.city,
        "order_id": one.order_id,
        "lbg_id": one.lbg_id,
        "leg_id": one.leg_id,
        "held_until": one.held_until,
    }


def gate_values(gate: Gate) -> dict[str, Any]:
    return {
        "status": gate.status.value,
        "expires_at": gate.expires_at,
        "reason": gate.reason,
        "opened_seq": gate.opened_seq,
    }


def participant_values(one: Participant) -> dict[str, Any]:
    return {
        "thread_id": one.thread_id,
        "user_id": one.user_id,
        "side": one.side.value,
        "standing": one.standing.value,
    }
