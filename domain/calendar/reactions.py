"""What happens to calendars by itself."""

from collections.abc import Mapping
from typing import Any

from domain.calendar.actions import LAPSE_TIMER
from domain.ids import LegId
from domain.ports import Handler, Services


async def lapse_hold(services: Services, payload: Mapping[str, Any]) -> None:
    """Open what the leg held until now; what was moved, booked or released meanwhile stays."""
    async with services.units() as uow:
        await uow.calendar.lapse(uow.now, leg_id=LegId(payload["subject"]))


JOBS: dict[str, Handler] = {}
TIMERS: dict[str, Handler] = {LAPSE_TIMER: lapse_hold}
REACTIONS: dict[str, tuple[str, ...]] = {}
