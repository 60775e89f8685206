"""Conversations as their participants see them (contract messaging.graphql, spec 04).

Whoever reaches a thread takes part in it: `mine` is the reader's own place.
"""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.threads.model import Standing
from domain.threads.states import RequestStatus, ThreadStatus
from persistence.read.inbox import InboxShape, home_in, inbox_rows, mine
from persistence.read.model import NOW, VIEWER, Join, ReadModel, Row
from persistence.read.views import Ask, One, Page
from persistence.tables.media import upload
from persistence.tables.threads import (
    brief,
    message,
    message_attachment,
    message_gate,
    participant,
    thread,
)

_MINE = Join(participant, lambda row, mine: and_(mine.c.thread_id == row.thread_id, mine.c.user_id == VIEWER))
_GATE = Join(message_gate, lambda row, gate: gate.c.thread_id == row.thread_id)

THREAD = ReadModel("Thread", thread, key=["thread_id"], joins={"mine": _MINE, "gate_": _GATE})
THREAD.columns(
    "thread_id", "kind", "subject", "role_context", "order_id", "lbg_id", "leg_id", "status",
    "last_message_at", "created_at",
    id="thread_id", booking_id="lbg_id",
)  # fmt: skip
THREAD.computed(
    is_project=lambda row: row.lbg_id.is_not(None),
    unread_count=lambda row: row.mine.unread_count,
    starred=lambda row: row.mine.starred,
    pinned=lambda row: row.mine.pinned,
    folder=lambda row: home_in(row.table.c, row.mine, row.gate_),
)
THREAD.many(
    "participants",
    "Participant",
    lambda row, one: one.thread_id == row.thread_id,
    order=lambda one: [one.side, one.user_id],
)
THREAD.one(
    "last_message",
    "Message",
    lambda row, one: and_(one.message_id == row.last_message_id, ~_withheld(row)),
)
THREAD.part("gate", "MessageRequestGate", lambda row: row.gate_.gate_id.is_not(None))
THREAD.part(
    "project_panel",
    "ProjectPanel",
    lambda row: and_(~_withheld(row), or_(row.lbg_id.is_not(None), _has_brief(row))),
)


@THREAD.field("request_state")
def _status_shown(row: Row) -> ColumnElement[str | None]:
    """Only its target learns that a request was declined."""
    hidden = and_(row.gate_.status == RequestStatus.DECLINED.value, row.gate_.target_user_id != VIEWER)
    return case((hidden, RequestStatus.PENDING.value), else_=row.gate_.status)


@THREAD.field(apart=True)
def safe_mode_required(row: Row) -> ColumnElement[bool]:
    """Whether a file in it is one that Safe-Mode blurs or withholds."""
    carried, sent, file = message_attachment.alias(), message.alias(), upload.alias()
    return (
        exists()
        .select_from(sent.join(carried, carried.c.message_id == sent.c.message_id))
        .where(file.c.media_id == carried.c.media_id, sent.c.thread_id == row.thread_id, file.c.nsfw_band > 0)
    )


@THREAD.field(apart=True)
def bundle_key(row: Row) -> ColumnElement[str]:
    """Threads of the reader with the same people share it."""
    other = participant.alias()
    others = func.string_agg(other.c.user_id, aggregate_order_by(literal("+"), other.c.user_id))
    keys = select(func.coalesce(others, "")).where(
        other.c.thread_id == row.thread_id, other.c.user_id.is_distinct_from(VIEWER)
    )
    return keys.scalar_subquery()


@THREAD.field()
def banner(row: Row) -> ColumnElement[str | None]:
    """The strongest thing everyone in the thread should know."""
    return case(
        (row.status == ThreadStatus.LOCKED.value, "locked"),
        (row.status == ThreadStatus.DISPUTED.value, "dispute"),
        (row.held_until > NOW, "soft_blocked"),
    )


def _withheld(row: Row) -> ColumnElement[bool]:
    """The mirror of the domain's `Gate.withholds_from`."""
    return withheld_by(row.gate_)


def withheld_by(gate: Any, viewer: ColumnElement[str] = VIEWER) -> ColumnElement[bool]:
    """Whether this gate holds back from somebody what is written."""
    held = and_(gate.reason.is_not(None), gate.status != RequestStatus.ACCEPTED.value)
    return func.coalesce(and_(held, gate.target_user_id == viewer), False)


def _has_brief(row: Row) -> ColumnElement[bool]:
    return exists().where(brief.c.thread_id == row.thread_id)


GATE = ReadModel("MessageRequestGate")
GATE.field("status")(_status_shown)


GATE.computed(
    id=lambda row: row.gate_.gate_id,
    thread_id=lambda row: row.gate_.thread_id,
    target_user=lambda row: row.gate_.target_user_id,
    expires_at=lambda row: row.gate_.expires_at,
)


@GATE.field()
def reason(row: Row) -> ColumnElement[str | None]:
    return case((row.gate_.target_user_id == VIEWER, row.gate_.reason))


PANEL = ReadModel("ProjectPanel", thread, key=["thread_id"])
PANEL.columns("thread_id")
PANEL.one("brief", "Brief", lambda row, one: one.thread_id == row.thread_id)

BRIEF = ReadModel("Brief", brief, key=["thread_id"])
BRIEF.columns(
    "title", "goals", "style_references", "mood_notes", "must_have_shots", "constraints", "budget_notes",
    "budget_cents", "event_date", "city", "version", "updated_by", "updated_at",
)  # fmt: skip

PARTICIPANT = ReadModel("Participant", participant, key=["thread_id", "user_id"], joins={"gate": _GATE})
PARTICIPANT.columns("user_id", "last_read_at", role="side", status="standing")
PARTICIPANT.refers("user", "User", lambda row: row.user_id)


@PARTICIPANT.field()
def muted_until(row: Row) -> ColumnElement[Any]:
    return case((row.user_id == VIEWER, row.muted_until))


@PARTICIPANT.inputs("online")
@PARTICIPANT.inputs("last_seen")
def presence(row: Row) -> ColumnElement[Any]:
    """Who, where, and whether the others are told: strangers do not watch each other."""
    shared = or_(row.gate.gate_id.is_(None), row.gate.status == RequestStatus.ACCEPTED.value)
    read_at = func.to_json(row.last_read_at)
    return func.json_build_array(row.thread_id, row.user_id, shared, read_at)


INBOX_PAGE = ReadModel("InboxPage")
INBOX_PAGE.pages("items", "Thread")


@INBOX_PAGE.field()
def total_unread(_: Row) -> ColumnElement[int]:
    mine = participant.alias()
    total = select(func.coalesce(func.sum(mine.c.unread_count), 0))
    return total.where(mine.c.user_id == VIEWER, mine.c.unread_count > 0).scalar_subquery()


MESSAGE_PAGE = ReadModel("MessagePage")
MESSAGE_PAGE.pages("items", "Message")


def _member(row: Any) -> ColumnElement[bool]:
    """The reader takes part in it, now."""
    me = participant.alias()
    return exists().where(
        me.c.thread_id == row, me.c.user_id == VIEWER, me.c.standing == Standing.ACTIVE.value
    )


THREAD_BY_ID = One("Thread", lambda row, ask: and_(row.thread_id == ask("thread"), _member(row.thread_id)))


@cache
def inbox_page(shape: InboxShape) -> Page:
    return Page(
        "Thread",
        lambda ask: inbox_rows(shape, ask),
        position=("active_at", "thread_id"),
        joined={"mine": mine, "gate_": message_gate},
    )


@cache
def messages_page(*, resumed: bool) -> Page:
    """Messages of one thread, newest first; only where nothing stands between them and the reader."""

    def rows(ask: Ask) -> Select[Any]:
        newest = select(message).where(message.c.thread_id == ask("thread"))
        if resumed:
            newest = newest.where(message.c.seq < ask("before", BigInteger))
        return newest.order_by(message.c.seq.desc())

    def guard(ask: Ask) -> ColumnElement[bool]:
        me, gate = participant.alias(), message_gate.alias()
        place = (
            select(me.c.user_id)
            .outerjoin(gate, gate.c.thread_id == me.c.thread_id)
            .where(
                me.c.thread_id == ask("thread"),
                me.c.user_id == VIEWER,
                me.c.standing == Standing.ACTIVE.value,
                ~withheld_by(gate.c),
            )
        )
        return exists(place if resumed else place.where(~_undelivered(me.c)))

    return Page("Message", rows, guard, position=("seq",))


def _undelivered(me: Any) -> ColumnElement[bool]:
    """Something came that the reader was never handed: who reads the newest must be noted as having it."""
    other = message.alias()
    return exists().where(
        other.c.thread_id == me.thread_id,
        other.c.seq > func.greatest(me.delivered_seq, me.last_read_seq),
        other.c.sender_id != me.user_id,
    )
