"""Inboxes: the folder rules of the domain as SQL, and one walk along one index."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal, select, true, tuple_

from domain.threads.folders import ELSEWHERE, FOLDERS, HOMES, Home
from domain.threads.ports import InboxFilter, InboxQuery
from domain.threads.states import RequestStatus
from persistence.tables.bookings import booking_leg, lbg
from persistence.tables.threads import message_gate, participant, thread
from persistence.threads.rows import whole_threads

mine: Final = participant.alias("mine")


def _holds(home: Home) -> ColumnElement[bool]:
    """The mirror of the domain's `_holds`."""
    return and_(
        true(),
        *([mine.c.moved_to.in_(sorted(home.moved_to))] if home.moved_to else []),
        *([message_gate.c.status.in_(sorted(home.gates))] if home.gates else []),
        *([message_gate.c.target_user_id == mine.c.user_id] if home.gate_on_me else []),
        *([thread.c.status.in_(sorted(home.statuses))] if home.statuses else []),
        *([thread.c.kind.in_(sorted(home.kinds))] if home.kinds else []),
    )


_HOME: Final = case(*((_holds(home), literal(home.folder)) for home in HOMES), else_=literal(ELSEWHERE))


def listed_in(name: str) -> ColumnElement[bool]:
    """The mirror of the domain's `shows`."""
    folder = FOLDERS[name]
    awaits = and_(
        message_gate.c.status == RequestStatus.PENDING.value,
        message_gate.c.target_user_id == mine.c.user_id,
    )
    return and_(
        true(),
        *([_HOME.in_(sorted(folder.homes))] if folder.homes else []),
        *([mine.c.unread_count > 0] if folder.unread else []),
        *([mine.c.starred] if folder.starred else []),
        *([awaits] if folder.awaiting_me else []),
    )


def _payment_pending() -> ColumnElement[bool]:
    """Two of the thread have a booking between them that waits for its payment."""
    buyer, seller = participant.alias("buyer"), participant.alias("seller")
    return exists().where(
        lbg.c.status == "awaiting_payment",
        booking_leg.c.lbg_id == lbg.c.lbg_id,
        booking_leg.c.detached_at.is_(None),
        buyer.c.thread_id == thread.c.thread_id,
        buyer.c.user_id == lbg.c.buyer_user_id,
        seller.c.thread_id == thread.c.thread_id,
        seller.c.user_id == booking_leg.c.seller_user_id,
    )


def _narrowed(by: InboxFilter) -> list[ColumnElement[bool]]:
    conditions: list[tuple[object, ColumnElement[bool]]] = [
        (by.role_context, thread.c.role_context == by.role_context),
        (by.status, thread.c.status == by.status),
        (by.city, thread.c.city.ilike(_literally(by.city or ""), escape="\\")),
        (by.has_files, thread.c.has_files == by.has_files),
        (by.payment_pending, _payment_pending() == by.payment_pending),
    ]
    if by.first_day is not None:
        conditions.append((True, mine.c.active_at >= datetime.combine(by.first_day, time(), UTC)))
    if by.last_day is not None:
        end = datetime.combine(by.last_day, time(), UTC) + timedelta(days=1)
        conditions.append((True, mine.c.active_at < end))
    return [condition for wanted, condition in conditions if wanted is not None]


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def inbox_page(query: InboxQuery) -> Select[Any]:
    """The threads of one page, whole, latest activity first."""
    page = (
        select(mine.c.thread_id, mine.c.active_at)
        .join(thread, thread.c.thread_id == mine.c.thread_id)
        .outerjoin(message_gate, message_gate.c.thread_id == mine.c.thread_id)
        .where(
            mine.c.user_id == query.user_id,
            mine.c.standing == "active",
            listed_in(query.folder),
            *_narrowed(query.filter),
        )
        .order_by(mine.c.active_at.desc(), mine.c.thread_id.desc())
        .limit(query.limit)
    )
    if query.before is not None:
        page = page.where(tuple_(mine.c.active_at, mine.c.thread_id) < query.before)
    chosen = page.subquery("chosen")
    return (
        whole_threads()
        .join(chosen, chosen.c.thread_id == thread.c.thread_id)
        .order_by(chosen.c.active_at.desc(), chosen.c.thread_id.desc(), participant.c.user_id)
    )
