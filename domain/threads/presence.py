"""Who is here and who is typing, as one process has heard it. Nothing is kept; everything lapses by itself.

Lapsing is counted in monotonic seconds of the process: business time may jump, people do not.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.ids import ThreadId, UserId
from domain.ports import UnitOfWork
from domain.threads.model import Thread
from domain.threads.policy import require_member
from domain.threads.states import RequestStatus
from domain.viewer import Viewer

ONLINE_S: Final = 60.0
TYPING_S: Final = 10.0
SWEEP_ABOVE: Final = 10_000


@dataclass(frozen=True)
class Presence:
    """One person in one thread. `lapses_in_s` is 0 for somebody who is not here."""

    online: bool = False
    typing: bool = False
    last_seen: datetime | None = None
    lapses_in_s: float = 0.0

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.lapses_in_s)

    def looks_like(self, other: "Presence | None") -> bool:
        return other is not None and (self.online, self.typing) == (other.online, other.typing)


class Board:
    """What was heard, until it lapses."""

    def __init__(self) -> None:
        self._online: dict[UserId, float] = {}
        self._typing: dict[tuple[ThreadId, UserId], float] = {}
        self._seen: dict[UserId, datetime] = {}

    def here(self, user_id: UserId, now_s: float, at: datetime) -> None:
        self._online[user_id] = now_s + ONLINE_S
        self._seen[user_id] = at
        self._sweep(now_s)

    def gone(self, user_id: UserId, at: datetime) -> None:
        """Whoever leaves types nowhere."""
        self._online.pop(user_id, None)
        self._seen[user_id] = at
        for place in [place for place in self._typing if place[1] == user_id]:
            del self._typing[place]

    def typing(self, thread_id: ThreadId, user_id: UserId, now_s: float) -> None:
        self._typing[thread_id, user_id] = now_s + TYPING_S

    def stopped(self, thread_id: ThreadId, user_id: UserId) -> None:
        self._typing.pop((thread_id, user_id), None)

    def state(self, thread_id: ThreadId, user_id: UserId, now_s: float) -> Presence:
        online_for = self._online.get(user_id, now_s) - now_s
        typing_for = self._typing.get((thread_id, user_id), now_s) - now_s
        lasting = [left for left in (online_for, typing_for) if left > 0]
        return Presence(
            online=online_for > 0,
            typing=typing_for > 0,
            last_seen=self._seen.get(user_id),
            lapses_in_s=min(lasting, default=0.0),
        )

    def next_lapse_in(self, thread_id: ThreadId, people: Collection[UserId], now_s: float) -> float | None:
        """Seconds until something about these people lapses unless renewed."""
        lasting = [self.state(thread_id, person, now_s).lapses_in_s for person in people]
        return min((left for left in lasting if left > 0), default=None)

    def _sweep(self, now_s: float) -> None:
        if len(self._seen) <= SWEEP_ABOVE:
            return
        self._online = {user: until for user, until in self._online.items() if until > now_s}
        self._typing = {place: until for place, until in self._typing.items() if until > now_s}
        self._seen = {user: at for user, at in self._seen.items() if user in self._online}


def shares_presence(thread: Thread) -> bool:
    """Strangers do not watch each other: presence is shared once a first contact was taken."""
    return thread.gate is None or thread.gate.status == RequestStatus.ACCEPTED


async def watchable(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId) -> Thread:
    """A thread whose presence the caller may follow. Raises THREAD_NOT_MEMBER."""
    thread, _ = require_member(await uow.threads.thread(thread_id), viewer.require_user())
    return thread


async def may_show_typing(uow: UnitOfWork, viewer: Viewer, thread_id: ThreadId) -> bool:
    """Whether the others are to see it: not across a block, nor through a closed gate."""
    me = viewer.require_user()
    thread = await watchable(uow, viewer, thread_id)
    others = [one.user_id for one in thread.others(me)]
    return shares_presence(thread) and not await uow.threads.blocked(me, others)
