"""Runs what is due: timers become jobs, jobs are run at least once, failures step aside."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog

from domain.clock import FiredTimer
from domain.errors import DomainError
from domain.ports import Handler, Services
from persistence import queue
from persistence.queue import Job
from persistence.unit_of_work import Kernel, business_now
from server.errors import corr_id, new_corr_id
from server.metrics import JOB_SECONDS, JOBS

log = structlog.get_logger()
IDLE_S: Final = 0.25
HANDLER_MOST_S: Final = 60
SIDE_BY_SIDE: Final = 4


class Runner:
    """Claims due jobs and runs their handlers; several runners, here or elsewhere, share the work."""

    def __init__(
        self,
        kernel: Kernel,
        services: Services,
        jobs: Mapping[str, Handler],
        timers: Mapping[str, Handler],
    ) -> None:
        self._kernel = kernel
        self._services = services
        self._handlers = {**jobs, **{queue.TIMER_KIND + kind: handler for kind, handler in timers.items()}}

    def on_job(self, kind: str, handler: Handler) -> None:
        self._handlers[kind] = handler

    def on_timer(self, kind: str, handler: Handler) -> None:
        self._handlers[queue.TIMER_KIND + kind] = handler

    def on(self, kernel: Kernel, services: Services) -> "Runner":
        """The same handlers over another clock or other adapters."""
        other = Runner(kernel, services, {}, {})
        other._handlers = self._handlers
        return other

    async def work(self, stopping: asyncio.Event) -> None:
        """Work until told to stop; the jobs in hand are finished."""
        loops = [self._while_working(stopping, self.ripen)]
        loops += [self._while_working(stopping, self._step_shared) for _ in range(SIDE_BY_SIDE)]
        await asyncio.gather(*loops)

    async def drain(self) -> list[FiredTimer]:
        """Run everything that is due now, and what that makes due, in order, alone."""
        fired: list[FiredTimer] = []
        while True:
            await self.ripen()
            ran = await self.step(shared=False)
            if ran is None:
                return fired
            job, outcome = ran
            if job.kind.startswith(queue.TIMER_KIND):
                fired.append(_fired(job, outcome))

    async def ripen(self) -> bool:
        """Turn due timers into jobs; never asks for another turn at once."""
        async with self._kernel.engine.begin() as connection:
            await queue.timers_to_jobs(connection, await business_now(self._kernel, connection))
        return False

    async def step(self, *, shared: bool) -> tuple[Job, str] | None:
        """Run the next due job, holding its row for as long as that takes. None when nothing is due."""
        async with self._kernel.engine.begin() as connection:
            if shared and not await queue.lock_runner(connection, shared=True):
                return None
            job = await queue.claim(connection, await business_now(self._kernel, connection))
            if job is None:
                return None
            error = await self._told(job)
            if error is None:
                await queue.finished(connection, job.job_id)
            elif await queue.failed(connection, job, error, self._kernel.clock.now()):
                log.error("job.dead", job_id=job.job_id, kind=job.kind, error=error)
        return job, "done" if error is None else "failed"

    async def _step_shared(self) -> bool:
        return await self.step(shared=True) is not None

    async def _while_working(self, stopping: asyncio.Event, turn: Callable[[], Awaitable[bool]]) -> None:
        """Take turns until told to stop, pausing after one that found nothing to do."""
        while not stopping.is_set():
            try:
                again = await turn()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                log.warning("worker.turn_failed", error=type(error).__name__)
                again = False
            if not again:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), IDLE_S)

    async def _told(self, job: Job) -> str | None:
        """Attempt a job under the corrId of what caused it; the log and the figures say how that went."""
        before = corr_id.set(job.corr_id or new_corr_id())
        began = time.perf_counter()
        try:
            error = await self.attempt(job)
            took_s = time.perf_counter() - began
            outcome = "done" if error is None else "failed"
            log.info("job.ran", job_id=job.job_id, kind=job.kind, outcome=outcome, ms=round(took_s * 1000))
        finally:
            # Moving the development clock runs jobs inside a request, whose answer quotes its own corrId.
            corr_id.reset(before)
        JOBS.labels(kind=job.kind, outcome=outcome).inc()
        JOB_SECONDS.labels(kind=job.kind).observe(took_s)
        return error

    async def attempt(self, job: Job) -> str | None:
        """None when the handler did its work; what went wrong otherwise."""
        handler = self._handlers.get(job.kind)
        if handler is None:
            return f"no handler for {job.kind}"
        try:
            async with asyncio.timeout(HANDLER_MOST_S):
                await handler(self._services, job.payload)
        except DomainError as refusal:
            return f"{refusal.code}: {refusal}"
        except Exception as error:
            log.warning("job.failed", job_id=job.job_id, kind=job.kind, exc_info=error)
            return f"{type(error).__name__}: {error}"
        return None


def _fired(job: Job, outcome: str) -> FiredTimer:
    kind = job.kind.removeprefix(queue.TIMER_KIND)
    return FiredTimer(job.due_at, kind, str(job.payload["subject"]), outcome)
