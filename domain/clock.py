"""Moving the business clock, which only a development server allows (contract beyond.graphql)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.errors import Invalid, NotFound

FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class FiredTimer:
    due_at: datetime
    kind: str
    subject: str
    outcome: str


@dataclass(frozen=True)
class DevClock:
    """Business time, how many seconds it is ahead, and what the last move set off, in order."""

    now: datetime
    offset_s: int
    fired: tuple[FiredTimer, ...] = ()


class DevTime(Protocol):
    """The movable clock of a development server."""

    async def state(self) -> DevClock: ...

    async def advance(self, to: datetime) -> DevClock:
        """Move to a moment, stopping at everything that falls due before it and running it."""


async def state(dev_time: DevTime | None, now: datetime) -> DevClock:
    """Where the clock stands; on a production server always with real time."""
    return DevClock(now, 0) if dev_time is None else await dev_time.state()


async def advance(dev_time: DevTime | None, *, to: datetime | None, seconds: int | None) -> DevClock:
    if dev_time is None:
        raise NotFound("NOT_FOUND", "This server's clock cannot be moved.")
    now = (await dev_time.state()).now
    return await dev_time.advance(_goal(now, to, seconds))


def _goal(now: datetime, to: datetime | None, seconds: int | None) -> datetime:
    if (to is None) == (seconds is None):
        raise _refused("to", "Give either a moment or a number of seconds.")
    goal = to if to is not None else now + timedelta(seconds=seconds or 0)
    if goal < now:
        raise _refused("to" if to else "seconds", "The clock only moves forward.")
    if goal - now > FARTHEST:
        raise _refused("to" if to else "seconds", f"At most {FARTHEST.days} days at once.")
    return goal


def _refused(field: str, message: str) -> Invalid:
    return Invalid("VALIDATION_FAILED", message, fields={field: message})
