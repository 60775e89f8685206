"""Inboxes: the folder rules of the domain as SQL, and one walk along one index."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Select,
    and_,
    case,
    exists,
    literal,
    select,
    true,
    tuple_,
)

from domain.threads.folders import ELSEWHERE, FOLDERS, HOMES, Home
from domain.threads.ports import InboxQuery
from domain.threads.states import RequestStatus
from persistence.read.views import Ask
from persistence.tables.bookings import booking_leg, lbg
from persistence.tables.threads import message_gate, participant, thread

mine: Final = participant.alias("mine")


def _holds(home: Home, thread: Any, mine: Any, gate: Any) -> ColumnElement[bool]:
    """The mirror of the domain's `_holds`."""
    return and_(
        true(),
        *([mine.moved_to.in_(sorted(home.moved_to))] if home.moved_to else []),
        *([gate.status.in_(sorted(home.gates))] if home.gates else []),
        *([gate.target_user_id == mine.user_id] if home.gate_on_me else []),
        *([thread.status.in_(sorted(home.statuses))] if home.statuses else []),
        *([thread.kind.in_(sorted(home.kinds))] if home.kinds else []),
    )


def home_in(thread: Any, mine: Any, gate: Any) -> ColumnElement[str]:
    """The mirror of the domain's `home_of`, over the columns of a thread, a place in it and its gate."""
    homes = ((_holds(home, thread, mine, gate), literal(home.folder)) for home in HOMES)
    return case(*homes, else_=literal(ELSEWHERE))


_HOME: Final = home_in(thread.c, mine.c, message_gate.c)


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


_FILTERS: Final[Mapping[str, Callable[[Ask], ColumnElement[bool]]]] = {
    "role_context": lambda ask: thread.c.role_context == ask("role_context"),
    "status": lambda ask: thread.c.status == ask("status"),
    "city": lambda ask: thread.c.city.ilike(ask("city"), escape="\\"),
    "has_files": lambda ask: thread.c.has_files == ask("has_files", Boolean),
    "payment_pending": lambda ask: _payment_pending() == ask("payment_pending", Boolean),
    "first_day": lambda ask: mine.c.active_at >= ask("first_day", DateTime(timezone=True)),
    "last_day": lambda ask: mine.c.active_at < ask("last_day", DateTime(timezone=True)),
}


@dataclass(frozen=True)
class InboxShape:
    """What decides how an inbox is asked for; the values are apart."""

    folder: str
    filters: frozenset[str]
    resumed: bool


def shape_of(query: InboxQuery) -> InboxShape:
    wanted = frozenset(name for name in _FILTERS if getattr(query.filter, name) is not None)
    return InboxShape(query.folder, wanted, query.before is not None)


def values_of(query: InboxQuery) -> dict[str, Any]:
    """What an inbox of that shape asks for."""
    by = query.filter
    values: dict[str, Any] = {name: getattr(by, name) for name in _FILTERS}
    values |= {"reader": query.user_id, "city": by.city and _literally(by.city)}
    if by.first_day is not None:
        values["first_day"] = datetime.combine(by.first_day, time(), UTC)
    if by.last_day is not None:
        values["last_day"] = datetime.combine(by.last_day, time(), UTC) + timedelta(days=1)
    if query.before is not None:
        values["before_at"], values["before_thread"] = query.before
    return values


def _literally(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def inbox_rows(shape: InboxShape, ask: Ask) -> Select[Any]:
    """Threads of a folder and where they lie in it, latest activity first."""
    rows = (
        select(thread, mine.c.active_at)
        .select_from(mine)
        .join(thread, thread.c.thread_id == mine.c.thread_id)
        .outerjoin(message_gate, message_gate.c.thread_id == mine.c.thread_id)
        .where(
            mine.c.user_id == ask("reader"),
            mine.c.standing == "active",
            listed_in(shape.folder),
            *(_FILTERS[name](ask) for name in sorted(shape.filters)),
        )
        .order_by(mine.c.active_at.desc(), mine.c.thread_id.desc())
    )
    if shape.resumed:
        before = tuple_(ask("before_at", DateTime(timezone=True)), ask("before_thread"))
        rows = rows.where(tuple_(mine.c.active_at, mine.c.thread_id) < before)
    return rows
