"""What happens to bookings by itself: holds lapse, sessions start and end, silence accepts, crashes heal."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from domain.bookings.completing import auto_accept, end_session, start_session
from domain.bookings.holding import EXPIRE_TIMER, LAPSE_TIMER, RECONCILE_TIMER, expire, lapse
from domain.bookings.saga import reconcile
from domain.bookings.settling import ACCEPT_TIMER, END_TIMER, START_TIMER
from domain.bookings.taxes import COMMIT_JOB, commit_taxes
from domain.ids import ChargeId, LbgId
from domain.ports import Handler, Services, UnitOfWork


def _on_booking(action: Callable[[UnitOfWork, LbgId], Awaitable[None]]) -> Handler:
    async def handle(services: Services, payload: Mapping[str, Any]) -> None:
        async with services.units() as uow:
            await action(uow, LbgId(payload["subject"]))

    return handle


async def _reconcile(services: Services, payload: Mapping[str, Any]) -> None:
    await reconcile(services, ChargeId(payload["subject"]))


JOBS: dict[str, Handler] = {COMMIT_JOB: commit_taxes}
TIMERS: dict[str, Handler] = {
    LAPSE_TIMER: _on_booking(lapse),
    EXPIRE_TIMER: _on_booking(expire),
    RECONCILE_TIMER: _reconcile,
    START_TIMER: _on_booking(start_session),
    END_TIMER: _on_booking(end_session),
    ACCEPT_TIMER: _on_booking(auto_accept),
}
REACTIONS: dict[str, tuple[str, ...]] = {}
