"""Reading conversations, and what reading tells the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import ThreadId
from domain.pages import Cursors, Page, page_limit
from domain.ports import UnitOfWork
from domain.threads import facts
from domain.threads.folders import FOLDERS
from domain.threads.model import Delivery, Message, Participant, Thread
from domain.threads.policy import require_member, require_readable, require_visible
from domain.threads.ports import InboxFilter, InboxQuery
from domain.validation import Problems
from domain.viewer import Viewer

INBOX_PAGE = 25
MESSAGE_PAGE = 50


async def inbox(
    uow: UnitOfWork,
    viewer: Viewer,
    *,
    folder: str,
    narrowed: InboxFilter,
    cursor: str | None,
    limit: int | None,
) -> Page[Thread]:
    """One page of one folder, latest activity first."""
    query = inbox_query(uow.cursors, viewer, folder=folder, narrowed=narrowed, cursor=cursor, limit=limit)
    threads = await uow.threads.inbox(replace(query, limit=query.limit + 1))
    shown = threads[: query.limit]
    if len(threads) <= query.limit:
        return Page(shown, None)
    last = shown[-1]
    return Page(shown, uow.cursors.seal(inbox_name(query), [last.active_at, last.id]))


def inbox_query(
    cursors: Cursors,
    viewer: Viewer,
    *,
    folder: str,
    narrowed: InboxFilter,
    cursor: str | None,
    limit: int | None,
) -> InboxQuery:
    """What is asked for, checked. Raises VALIDATION_FAILED."""
    me = viewer.require_user()
    _require_sane(folder, narrowed)
    query = InboxQuery(me, folder, page_limit(limit, INBOX_PAGE), narrowed, None)
    before = cursors.open(inbox_name(query), cursor) if cursor is not None else None
    return replace(query, before=(before[0], before[1])) if before else query


def inbox_name(query: InboxQuery) -> str:
    """What the cursors of this list are sealed for."""
    return f"inbox:{query.user_id}:{query.folder}"


def _require_sane(folder: str, narrowed: InboxFilter) -> None:
    problems = Problems()
    problems.one_of("folder", folder, FOLDERS)
    if narrowed.city is not None:
        problems.text("filter.city", narrowed.city, 80)
    first, last = narrowed.first_day, narrowed.last_day
    if first is not None and last is not None:
        problems.require("filter.to", "Must not be before from.", ok=first <= last)
    problems.raise_if_any()


async def thread(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId) -> Thread:
    """Raises NOT_FOUND, or THREAD_NOT_MEMBER for somebody who left."""
    found, _ = require_visible(await uow.threads.thread(thread_id), viewer.require_user())
    return found


async def messages(
    uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId, *, cursor: str | None, limit: int | None
) -> Page[Message]:
    """Newest first. Whoever has fetched the newest has had everything delivered."""
    found, mine = require_visible(await uow.threads.thread(thread_id), viewer.require_user())
    require_readable(found, mine.user_id)
    place = messages_place(uow.cursors, thread_id, cursor=cursor, limit=limit)
    newest_first = await uow.threads.messages(thread_id, limit=place.size + 1, before_seq=place.before_seq)
    shown = newest_first[: place.size]
    theirs = [message for message in shown if message.sender_id != mine.user_id]
    if place.before_seq is None and theirs:
        await _delivered_up_to(uow, found, mine, theirs[0])
    more = len(newest_first) > place.size
    return Page(shown, uow.cursors.seal(place.list_name, [shown[-1].seq]) if more else None)


@dataclass(frozen=True)
class MessagesPlace:
    """Where in a thread a page of messages lies."""

    list_name: str
    size: int
    before_seq: int | None


def messages_place(
    cursors: Cursors, thread_id: ThreadId, *, cursor: str | None, limit: int | None
) -> MessagesPlace:
    """Raises VALIDATION_FAILED for a page without room or a cursor of another list."""
    list_name = f"messages:{thread_id}"
    before: list[int] = cursors.open(list_name, cursor) if cursor is not None else []
    return MessagesPlace(list_name, page_limit(limit, MESSAGE_PAGE), before[0] if before else None)


async def mark_read(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId, up_to: datetime | None) -> None:
    """Everything up to that moment is read. Going back, or repeating, changes nothing."""
    me = viewer.require_user()
    found, mine = require_member(await uow.threads.holding(thread_id), me)
    require_readable(found, me)
    newest = await uow.threads.newest_at(thread_id, up_to)
    if newest is None or newest.seq <= mine.last_read_seq:
        return
    await uow.threads.mark_read(thread_id, me, newest.seq, uow.now)
    uow.emit(facts.messages_read(found, mine, newest.id))


async def note_delivered(uow: UnitOfWork, handed: Sequence[Delivery]) -> None:
    """Live followers were handed these messages. Silent for senders and for strangers."""
    for one in await uow.threads.deliver(handed):
        uow.emit(facts.message_delivered(one.thread_id, one.user_id, one.message_id))


async def _delivered_up_to(uow: UnitOfWork, found: Thread, mine: Participant, message: Message) -> None:
    if message.seq <= max(mine.delivered_seq, mine.last_read_seq):
        return
    if await uow.threads.mark_delivered(found.id, mine.user_id, message.seq):
        uow.emit(facts.message_delivered(found.id, mine.user_id, message.id))
