"""Buffers, cleaning time and cancellation terms of a studio."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.calendar.buffers import Buffers
from domain.facts import Fact
from domain.ids import StudioId
from domain.ports import UnitOfWork
from domain.studios.model import Policy
from domain.studios.policy import holding_own
from domain.validation import Problems
from domain.viewer import Viewer

# Together they stay under the day that schedules look around a session (schedule.REACH).
BUFFER_MAX_MIN: Final = 480
BANDS_MAX: Final = 6
HOURS_MAX: Final = 24 * 365
_BAND: Final = frozenset({"from_hours", "to_hours", "buyer_refund_pct", "seller_payout_pct"})


@dataclass(frozen=True, slots=True)
class PolicyChanges:
    """What is to be another; None stays."""

    buffer_before_min: int | None = None
    buffer_after_min: int | None = None
    cleaning_min: int | None = None
    cancellation_policy: Any = None


async def set_policy(uow: UnitOfWork, viewer: Viewer, studio_id: StudioId, changes: PolicyChanges) -> Policy:
    """Bookings made before keep the terms they were made under."""
    studio = await holding_own(uow, viewer, studio_id)
    kept = (await uow.studios.policies([studio_id]))[studio_id]
    policy = Policy(_buffers(kept.buffers, changes), kept.cancellation_policy)
    problems = _checked(policy.buffers)
    if changes.cancellation_policy is not None:
        policy = replace(policy, cancellation_policy=_bands(problems, changes.cancellation_policy))
    problems.raise_if_any()
    await uow.studios.set_policy(studio_id, policy)
    ids = {"studio_id": studio_id, "user_id": studio.owner_user_id}
    uow.emit(Fact("studio.update", studio_id, ids, actor=studio.owner_user_id))
    return policy


def _buffers(kept: Buffers, changes: PolicyChanges) -> Buffers:
    return Buffers(
        kept.before_min if changes.buffer_before_min is None else changes.buffer_before_min,
        kept.after_min if changes.buffer_after_min is None else changes.buffer_after_min,
        kept.cleaning_min if changes.cleaning_min is None else changes.cleaning_min,
    )


def _checked(buffers: Buffers) -> Problems:
    problems = Problems()
    problems.integer("bufferBeforeMin", buffers.before_min, 0, BUFFER_MAX_MIN)
    problems.integer("bufferAfterMin", buffers.after_min, 0, BUFFER_MAX_MIN)
    problems.integer("cleaningMin", buffers.cleaning_min, 0, BUFFER_MAX_MIN)
    return problems


def _bands(problems: Problems, document: Any) -> dict[str, Any]:
    """The bands in order of time before the start, from 0 hours without a gap or overlap to no end."""
    rows = document.get("bands") if isinstance(document, Mapping) else document
    if not isinstance(rows, list) or not 1 <= len(rows) <= BANDS_MAX:
        problems.add("cancellationPolicy", f"Must hold 1 to {BANDS_MAX} bands.")
        return {}
    for place, row in enumerate(rows):
        _check_band(problems, f"cancellationPolicy.bands.{place}", row)
    if problems.fields:
        return {}
    bands = sorted(rows, key=lambda row: int(row["from_hours"]))
    ends = [row["to_hours"] for row in bands]
    starts = [row["from_hours"] for row in bands]
    message = "Bands must follow one another from 0 hours on; the last has no to_hours."
    problems.require("cancellationPolicy", message, ok=[0, *ends] == [*starts, None])
    return {"version": 1, "bands": bands[::-1]}


def _check_band(problems: Problems, name: str, row: Any) -> None:
    if not isinstance(row, Mapping) or set(row) != _BAND:
        problems.add(name, f"Must have exactly {', '.join(sorted(_BAND))}.")
        return
    problems = problems.within(f"{name}.")
    problems.integer("from_hours", row["from_hours"], 0, HOURS_MAX)
    if row["to_hours"] is not None:
        problems.integer("to_hours", row["to_hours"], 1, HOURS_MAX)
    known = problems.integer("buyer_refund_pct", row["buyer_refund_pct"], 0, 100)
    known &= problems.integer("seller_payout_pct", row["seller_payout_pct"], 0, 100)
    if known:
        whole = row["buyer_refund_pct"] + row["seller_payout_pct"] == 100
        problems.require("seller_payout_pct", "Must make 100 with buyer_refund_pct.", ok=whole)
