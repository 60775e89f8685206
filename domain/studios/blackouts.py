"""Closing a studio for a time, and opening it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.calendar.spans import Span
from domain.errors import Conflict, Forbidden, NotFound
from domain.facts import Fact
from domain.ids import Prefix, StudioId
from domain.ports import UnitOfWork
from domain.studios.model import Blackout, BlackoutId
from domain.studios.policy import holding_own, seen
from domain.validation import Problems
from domain.viewer import Viewer

LONGEST: Final = timedelta(days=366)
FURTHEST_AHEAD: Final = timedelta(days=731)
REASON_MAX: Final = 200
# What a list shows when no range is asked for.
PAST_SHOWN: Final = timedelta(days=31)
AHEAD_SHOWN: Final = timedelta(days=731)


async def add_blackout(
    uow: UnitOfWork,
    viewer: Viewer,
    studio_id: StudioId,
    *,
    start: datetime,
    end: datetime,
    reason: str | None,
) -> Blackout:
    """Close the studio. Raises STUDIO_CONFLICT_BUFFER where somebody has that time already."""
    studio = await holding_own(uow, viewer, studio_id)
    span = _checked(start, end, reason, uow.now)
    await uow.calendar.lock([studio_id])
    if await uow.calendar.busy([studio_id], span, uow.now):
        raise Conflict(
            "STUDIO_CONFLICT_BUFFER",
            "Somebody has booked the studio at that time.",
            hint="Cancel the booking first, or close the time around it.",
        )
    blackout = Blackout(BlackoutId(uow.new_id(Prefix.BLACKOUT)), studio_id, span, reason)
    await uow.studios.add_blackout(blackout)
    _tell(uow, "studio.blackout.add", blackout, studio.owner_user_id)
    return blackout


async def delete_blackout(uow: UnitOfWork, viewer: Viewer, blackout_id: BlackoutId) -> None:
    """Open the time again. Somebody else's blackout is not found."""
    blackout = await uow.studios.blackout(blackout_id)
    if blackout is None or not (await _is_own(uow, viewer, blackout.studio_id)):
        raise NotFound("NOT_FOUND", "There is no such closed time of yours.")
    await uow.studios.delete_blackout(blackout_id)
    _tell(uow, "studio.blackout.delete", blackout, viewer.require_user())


async def studio_blackouts(
    uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, start: datetime | None, end: datetime | None
) -> Sequence[Blackout]:
    """When my studio is closed; a month back and two years ahead unless a range is named."""
    studio = await seen(uow, viewer, studio_id)
    if not studio.owned_by(viewer.user_id):
        raise Forbidden("FORBIDDEN", "Only the owner of the studio may see when it is closed.")
    within = span_asked(start, end, uow.now)
    return (await uow.studios.blackouts([studio_id], within)).get(studio_id, [])


def span_asked(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    """The range named, filled up. Raises VALIDATION_FAILED for one that ends before it starts."""
    first, last = start or now - PAST_SHOWN, end or (start or now) + AHEAD_SHOWN
    problems = Problems()
    problems.require("to", "Must be after from.", ok=first < last)
    problems.raise_if_any()
    return Span(first, last)


async def _is_own(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId) -> bool:
    studio = await uow.studios.holding(studio_id, viewer.user_id)
    return studio is not None and studio.owned_by(viewer.user_id)


def _checked(start: datetime, end: datetime, reason: str | None, now: datetime) -> Span:
    problems = Problems()
    problems.require("range.end", "Must be after start.", ok=start < end)
    problems.require("range.end", f"At most {LONGEST.days} days after start.", ok=end - start <= LONGEST)
    problems.require("range.end", "Must not be over.", ok=end > now)
    ahead = f"At most {FURTHEST_AHEAD.days} days ahead."
    problems.require("range.start", ahead, ok=start - now <= FURTHEST_AHEAD)
    if reason is not None:
        problems.text("reason", reason, REASON_MAX, min=0)
    problems.raise_if_any()
    return Span(start, end)


def _tell(uow: UnitOfWork, name: str, blackout: Blackout, owner: str) -> None:
    ids = {"studio_id": blackout.studio_id, "blackout_id": blackout.blackout_id}
    uow.emit(Fact(name, blackout.studio_id, ids, actor=owner))
