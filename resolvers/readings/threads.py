"""Conversations."""

from domain.ids import ThreadId
from domain.threads import reading as asked
from persistence.read import threads as read
from persistence.read.inbox import shape_of, values_of
from resolvers.readings.base import Asking, Reading, reading
from schema.threads import InboxFilterInput


@reading("inbox")
def inbox(
    asking: Asking,
    folder: str | None = "all",
    filter: InboxFilterInput | None = None,
    cursor: str | None = None,
    limit: int | None = asked.INBOX_PAGE,
) -> Reading:
    query = asked.inbox_query(
        asking.cursors,
        asking.viewer,
        folder=folder or "all",
        narrowed=(filter or InboxFilterInput()).to_domain(),
        cursor=cursor,
        limit=limit,
    )
    values = values_of(query) | {"size": query.limit}
    return Reading(read.inbox_page(shape_of(query)), values, asked.inbox_name(query))


@reading("thread")
def thread(_: Asking, thread_id: str) -> Reading:
    return Reading(read.THREAD_BY_ID, {"thread": thread_id})


@reading("messages")
def messages(
    asking: Asking, thread_id: str, cursor: str | None = None, limit: int | None = asked.MESSAGE_PAGE
) -> Reading:
    place = asked.messages_place(asking.cursors, ThreadId(thread_id), cursor=cursor, limit=limit)
    values = {"thread": thread_id, "size": place.size, "before": place.before_seq}
    return Reading(read.messages_page(resumed=place.before_seq is not None), values, place.list_name)
