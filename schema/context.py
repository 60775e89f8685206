"""What a resolver may reach: the viewer, units of work, loaders, the live feed, and the outside services."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import strawberry

from domain.facts import LiveEvent
from domain.ids import ThreadId, UserId
from domain.ports import Clock, Services, UnitOfWork, Units
from domain.threads.presence import Presence
from domain.viewer import Viewer

if TYPE_CHECKING:
    from resolvers.loaders import Loaders


class Feed(Protocol):
    """The live layer, see subscriptions/feed.py."""

    def follow(
        self,
        topic: str,
        *,
        after: str | None = None,
        may_follow: Callable[[], Awaitable[None]] | None = None,
        recheck_on: frozenset[str] = frozenset(),
    ) -> AsyncGenerator[LiveEvent, None]: ...

    def cursor(self, event: LiveEvent) -> str: ...

    async def whisper(self, topic: str, payload: Mapping[str, Any]) -> None: ...

    def on_whisper(self, listener: Callable[[str, Mapping[str, Any]], None]) -> Callable[[], None]: ...


class PresenceBoard(Protocol):
    """Who is here and who is typing, see subscriptions/presence.py."""

    def here(self, user_id: UserId) -> AbstractAsyncContextManager[None]: ...

    async def type(self, thread_id: ThreadId, user_id: UserId, *, on: bool) -> None: ...

    def state(self, thread_id: ThreadId, user_id: UserId) -> Presence: ...

    def follow(
        self, thread_id: ThreadId, people: tuple[UserId, ...]
    ) -> AsyncGenerator[tuple[UserId, Presence], None]: ...


@dataclass
class Context:
    """One HTTP request, or one operation on a socket."""

    viewer: Viewer
    # In a mutation request this is the one transaction of the request, answer included; elsewhere a
    # transaction of its own.
    unit_of_work: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    # Transactions of their own, for use cases of several steps.
    units: Units
    services: Services
    feed: Feed
    presence: PresenceBoard
    load: "Loaders"
    # Refresh token that came in the `__Host-` cookie, if one did.
    refresh_cookie: str | None = None
    # What the answer should set that cookie to; an empty text clears it.
    set_refresh_cookie: str | None = None
    # What tells whole objects of the answer by compiled statements (server/compiled/answers.py).
    answers: Any = None
    _groups: frozenset[str] | None = field(default=None, repr=False)

    @property
    def clock(self) -> Clock:
        return self.services.clock

    async def groups(self) -> frozenset[str]:
        """Groups the caller is in now; a token may be older than the first profile or studio."""
        if self._groups is None:
            async with self.units() as uow:
                self._groups = await uow.accounts.groups(self.viewer.require_user()) | self.viewer.groups
        return self._groups


Info: TypeAlias = strawberry.Info[Context, None]
