"""What other parts of the marketplace set off in conversations, and what time does to them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.ids import ThreadId
from domain.ports import Handler, Services
from domain.threads.booking import NOTES, note
from domain.threads.sending import REQUEST_TIMER
from domain.threads.states import GateMove, RequestStatus

NOTE_JOB = "threads.note"


async def post_note(services: Services, payload: Mapping[str, Any]) -> None:
    async with services.units() as uow:
        await note(uow, payload["name"], payload, payload["subject"])


async def lapse_request(services: Services, payload: Mapping[str, Any]) -> None:
    """A first contact that nobody answered in time has to be asked for again."""
    async with services.units() as uow:
        thread = await uow.threads.holding(ThreadId(payload["subject"]))
        gate = thread.gate if thread else None
        if thread is None or gate is None or gate.status != RequestStatus.PENDING:
            return
        if gate.expires_at is not None and gate.expires_at <= uow.now:
            await uow.threads.save(replace(thread, gate=gate.moved(GateMove.LAPSE)))


JOBS: dict[str, Handler] = {NOTE_JOB: post_note}
TIMERS: dict[str, Handler] = {REQUEST_TIMER: lapse_request}
REACTIONS: dict[str, tuple[str, ...]] = dict.fromkeys(NOTES, (NOTE_JOB,))
