"""What one follower of kept events asks for, and what each of several is told of one event."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from domain.errors import DomainError
from domain.facts import LiveEvent
from domain.ids import UserId
from domain.threads.model import Delivery
from schema.context import Context

V = TypeVar("V")


@dataclass(frozen=True)
class Version(Generic[V]):
    """What some of the followers are told of an event; under equal keys it is the same for all of them."""

    key: Hashable
    value: V


class Live(AsyncIterator[V], ABC):
    """One follower's wish, made by a field of the live root and served by an audience (decision 081)."""

    # Events after which somebody may no longer follow.
    recheck_on: frozenset[str] = frozenset()

    def __init__(self, context: Context, topic: str, after: str | None) -> None:
        self.context, self.topic, self.after = context, topic, after
        self.user_id: UserId = context.viewer.require_user()

    @property
    def rights(self) -> Hashable:
        """All of the viewer that an answer may depend on."""
        viewer = self.context.viewer
        return self.user_id, viewer.groups, viewer.admin_roles

    @abstractmethod
    async def admit(self) -> None:
        """Ask for the right to follow. Raises the refusal."""

    @abstractmethod
    async def versions(self, event: LiveEvent, everybody: Sequence[Any]) -> Sequence[Version[V] | None]:
        """What each of these followers, wishes like this one, is told, in their order. None is nothing.

        Whatever differs between people is decided here, at every event, by what is true now or by what the
        last `admit` saw.
        """

    def here(self) -> AbstractAsyncContextManager[None]:
        """Open for as long as the follower is connected."""
        return self.context.presence.here(self.user_id)

    def beside(self) -> AsyncGenerator[V, None] | None:
        """Values that are not kept and so have no position, for this follower alone."""
        return None

    def receipt(self, _event: LiveEvent) -> Delivery | None:
        """What is to be noted once this has gone out to the follower; None when nobody asks."""
        return None

    def __anext__(self) -> NoReturn:
        # The engine takes nothing from a field that could not be iterated. Audiences do not iterate it.
        raise TypeError("events are told by an audience")


async def refusal_of(live: Live[Any]) -> DomainError | None:
    """Why this follower may not go on; None when they may."""
    try:
        await live.admit()
    except DomainError as refused:
        return refused
    return None
