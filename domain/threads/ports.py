"""What conversations need kept (`uow.threads`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from domain.ids import LbgId, MessageId, ThreadId, UserId
from domain.threads.briefs import Brief
from domain.threads.limits import Credits
from domain.threads.model import Delivery, Message, NewMessage, Thread
from domain.threads.moderation import Record
from domain.threads.policy import ContactFilters
from domain.threads.states import ThreadStatus


@dataclass(frozen=True)
class InboxFilter:
    """What an inbox list is narrowed to. Days are counted in UTC, both ends included."""

    role_context: str | None = None
    status: ThreadStatus | None = None
    city: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    has_files: bool | None = None
    payment_pending: bool | None = None


@dataclass(frozen=True)
class InboxQuery:
    """Whose inbox, which folder of it, and after which (last activity, thread)."""

    user_id: UserId
    folder: str
    limit: int
    filter: InboxFilter = field(default_factory=InboxFilter)
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Place:
    """A thread somebody wants to write to: whether that id was sent before, a block either way, reminders."""

    thread: Thread | None
    is_repeat: bool
    is_blocked: bool
    record: Record


class Threads(Protocol):
    """Threads with their participants and gates, messages, briefs, credits and blocks."""

    async def thread(self, thread_id: ThreadId) -> Thread | None: ...

    async def holding(self, thread_id: ThreadId) -> Thread | None:
        """Locked: posts, reads and moves of one thread queue here, which gives messages their order."""

    async def place_to_write(
        self, thread_id: ThreadId, sender: UserId, client_id: str | None, since: datetime
    ) -> Place:
        """The thread, locked, with all that decides whether a message of this sender may join it."""

    async def threads(self, ids: Sequence[ThreadId]) -> Mapping[ThreadId, Thread]: ...

    async def inbox(self, query: InboxQuery) -> list[Thread]:
        """Latest activity first."""

    async def unread_totals(self, people: Sequence[UserId]) -> Mapping[UserId, int]:
        """Unread messages over all folders; people without any are left out."""

    async def open(self, thread: Thread) -> None:
        """Add a thread with its participants and gate."""

    async def save(self, thread: Thread) -> None:
        """Keep kind, status, subject, bindings, hold and gate of a thread that is held."""

    async def between(self, one: UserId, other: UserId, role_context: str) -> Thread | None:
        """The unbound thread of two people in a role, locked. Whoever asks first makes rivals wait."""

    async def acquainted(self, one: UserId, other: UserId) -> bool:
        """Whether the two share a booking thread or an accepted request."""

    async def of_booking(self, lbg_id: LbgId) -> list[Thread]:
        """The threads bound to a booking, the one to show first at the front; locked."""

    async def thread_of(self, lbg_id: LbgId) -> ThreadId | None:
        """The thread to show for a booking: that of its talent leg, else that of its studio leg."""

    async def append(self, thread: Thread, message: NewMessage, at: datetime) -> Message | None:
        """The next message of a held thread; unread counters move with it.

        None when a system message with that key is there already.
        """

    async def sent_as(self, thread_id: ThreadId, sender: UserId, client_id: str) -> Message | None: ...

    async def messages(self, thread_id: ThreadId, *, limit: int, before_seq: int | None) -> list[Message]:
        """Newest first."""

    async def messages_by_id(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]: ...

    async def newest_at(self, thread_id: ThreadId, at: datetime | None) -> Message | None:
        """The newest message written no later than `at` (or at all)."""

    async def mark_read(self, thread_id: ThreadId, user_id: UserId, seq: int, at: datetime) -> None:
        """Moves a participant's mark forward and recounts what is unread beyond it; the thread is held."""

    async def deliver(self, handed: Sequence[Delivery]) -> list[Delivery]:
        """Marks messages of somebody else, and what came before each, delivered to participants.

        Answers what was marked, the newest for each participant: not what was marked already, is their own,
        or is held back.
        """

    async def mark_delivered(self, thread_id: ThreadId, user_id: UserId, seq: int) -> bool:
        """Moves the mark forward; False when it was there already."""

    async def brief(self, thread_id: ThreadId) -> Brief | None: ...

    async def briefs(self, ids: Sequence[ThreadId]) -> Mapping[ThreadId, Brief]: ...

    async def save_brief(self, brief: Brief) -> None: ...

    async def blocked(self, one: UserId, others: Sequence[UserId]) -> bool:
        """Whether one of these people blocked the other, either way."""

    async def filters(self, user_id: UserId) -> ContactFilters: ...

    async def reminders(self, sender: UserId, thread_id: ThreadId | None, since: datetime) -> Record:
        """Policy reminders a sender has had since then, in this thread and anywhere."""

    async def spend_credit(self, user_id: UserId, period: str, *, granted: int) -> Credits | None:
        """One credit less; None when there is none left. The first call of a month grants it."""
