"""Jobs and timers: rows in the transaction of their cause, run at least once, never lost, never hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.driver import Prepared
from persistence.tables.kernel import job, timer

MOST_ATTEMPTS: Final = 10
LONGEST_PAUSE: Final = timedelta(hours=1)
TIMER_KIND: Final = "timer:"
# The worker holds this lock shared while it runs a job; moving the development clock holds it alone,
# so that what falls due during the move runs in order and in one place.
RUNNER_LOCK: Final = 7_214_001


@dataclass(frozen=True)
class Job:
    """One claimed job. `due_at` is business time."""

    job_id: str
    kind: str
    payload: Mapping[str, Any]
    due_at: datetime
    attempts: int
    status: str = "queued"
    last_error: str | None = None
    # The request that caused it; None for what time brought about.
    corr_id: str | None = None


@dataclass(frozen=True)
class NewJob:
    job_id: str
    kind: str
    payload: Mapping[str, Any]
    due_at: datetime
    corr_id: str | None = None


_ARRANGE: Final = Prepared(
    text(
        """
        with timed as (
            select * from jsonb_to_recordset(:timers) as timed (kind text, subject text, due_at timestamptz)
        ), stopped as (
            delete from timer using timed
            where timed.due_at is null and timer.kind = timed.kind and timer.subject = timed.subject
        ), started as (
            insert into timer (kind, subject, due_at)
            select kind, subject, due_at from timed where due_at is not null order by kind, subject
            on conflict (kind, subject) do update set due_at = excluded.due_at
        )
        insert into job (job_id, kind, payload, due_at, corr_id)
        select job_id, kind, payload, due_at, corr_id from jsonb_to_recordset(:jobs) as
            given (n int, job_id text, kind text, payload jsonb, due_at timestamptz, corr_id text)
        order by n
        """
    ).bindparams(
        bindparam("timers", type_=JSONB, required=True), bindparam("jobs", type_=JSONB, required=True)
    )
)


async def arrange(
    connection: AsyncConnection, timers: Mapping[tuple[str, str], datetime | None], jobs: Sequence[NewJob]
) -> None:
    """When each kind of timer of a subject falls due from now on, None for never; and what is to be done."""
    if not timers and not jobs:
        return
    timed = [
        {"kind": kind, "subject": subject, "due_at": due_at} for (kind, subject), due_at in timers.items()
    ]
    given = [{"n": n, **vars(one)} for n, one in enumerate(jobs)]
    await _ARRANGE.rows(connection, timers=orjson.dumps(timed).decode(), jobs=orjson.dumps(given).decode())


async def timers_to_jobs(connection: AsyncConnection, now: datetime) -> int:
    """Turn every timer that is due into a job, in one statement, so a handler may set its own timer again."""
    moved = await connection.execute(
        text(
            """
            with due as (
                delete from timer where (kind, subject) in (
                    select kind, subject from timer where due_at <= :now
                    order by due_at, kind, subject limit 500 for update skip locked
                ) returning kind, subject, due_at
            )
            insert into job (job_id, kind, payload, due_at)
            select 'job_' || replace(gen_random_uuid()::text, '-', ''), :prefix || kind,
                   jsonb_build_object('subject', subject, 'due_at', to_jsonb(due_at)), due_at
            from due order by due_at, kind, subject
            """
        ),
        {"now": now, "prefix": TIMER_KIND},
    )
    return moved.rowcount


async def claim(connection: AsyncConnection, now: datetime) -> Job | None:
    """The next due job, locked until this transaction ends; a rival skips it, a dead worker lets it go."""
    row = (
        await connection.execute(
            select(job)
            .where(job.c.status == "queued", job.c.due_at <= now)
            .order_by(job.c.due_at, job.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
    ).first()
    return None if row is None else _job(row)


async def due(connection: AsyncConnection, now: datetime, *, limit: int = 500) -> list[Job]:
    """What is due, in order and unlocked: only for whoever is alone on this database."""
    rows = await connection.execute(
        select(job)
        .where(job.c.status == "queued", job.c.due_at <= now)
        .order_by(job.c.due_at, job.c.seq)
        .limit(limit)
    )
    return [_job(row) for row in rows]


async def all_finished(connection: AsyncConnection, job_ids: Sequence[str]) -> None:
    await connection.execute(delete(job).where(job.c.job_id.in_(job_ids)))


async def finished(connection: AsyncConnection, job_id: str) -> None:
    await connection.execute(delete(job).where(job.c.job_id == job_id))


async def failed(connection: AsyncConnection, claimed: Job, error: str, now: datetime) -> bool:
    """Put a failed job aside for a while, or for good. Answers whether it is dead now."""
    attempts = claimed.attempts + 1
    dead = attempts >= MOST_ATTEMPTS
    await connection.execute(
        update(job)
        .where(job.c.job_id == claimed.job_id)
        .values(
            attempts=attempts,
            status="dead" if dead else "queued",
            last_error=error[:2000],
            due_at=now + pause_before(attempts),
        )
    )
    return dead


def pause_before(attempt: int) -> timedelta:
    """2, 4, 8 … seconds, an hour at most."""
    return min(timedelta(seconds=2**attempt), LONGEST_PAUSE)


async def next_due(connection: AsyncConnection) -> datetime | None:
    """When the earliest timer or queued job falls due."""
    jobs = select(func.min(job.c.due_at)).where(job.c.status == "queued").scalar_subquery()
    timers = select(func.min(timer.c.due_at)).scalar_subquery()
    due: datetime | None = await connection.scalar(select(func.least(jobs, timers)))
    return due


async def dead_letters(connection: AsyncConnection, *, limit: int = 100) -> list[Job]:
    rows = await connection.execute(
        select(job).where(job.c.status == "dead").order_by(job.c.seq).limit(limit)
    )
    return [_job(row) for row in rows]


async def replay(connection: AsyncConnection, job_id: str, now: datetime) -> bool:
    """Queue a dead job again with fresh attempts. False when there is no such dead job."""
    done = await connection.execute(
        update(job)
        .where(job.c.job_id == job_id, job.c.status == "dead")
        .values(status="queued", attempts=0, due_at=now)
    )
    return done.rowcount == 1


async def counts(connection: AsyncConnection, now: datetime) -> Mapping[str, int]:
    """Queued, overdue and dead jobs, and waiting timers; for metrics and the doctor."""
    row = (
        await connection.execute(
            select(
                func.count().filter(job.c.status == "queued").label("queued"),
                func.count().filter(job.c.status == "queued", job.c.due_at <= now).label("overdue"),
                func.count().filter(job.c.status == "dead").label("dead"),
                select(func.count()).select_from(timer).scalar_subquery().label("timers"),
            ).select_from(job)
        )
    ).one()
    return dict(row._asdict())


async def lag_s(connection: AsyncConnection, now: datetime) -> float:
    """How long the most overdue job has been waiting, in seconds of business time."""
    due = await connection.scalar(select(func.min(job.c.due_at)).where(job.c.status == "queued"))
    return max(0.0, (now - due).total_seconds()) if due is not None else 0.0


async def lock_runner(connection: AsyncConnection, *, shared: bool) -> bool:
    """Join the runners (shared, may be refused), or wait until they are done and run alone."""
    if shared:
        return bool(await connection.scalar(select(func.pg_try_advisory_xact_lock_shared(RUNNER_LOCK))))
    # Handlers in hand are waited for, and the move itself may take a while.
    await connection.execute(text("set local lock_timeout = '70s'"))
    await connection.execute(text("set local statement_timeout = '70s'"))
    await connection.execute(text("set local idle_in_transaction_session_timeout = 0"))
    await connection.execute(select(func.pg_advisory_xact_lock(RUNNER_LOCK)))
    return True


def _job(row: Any) -> Job:
    return Job(
        row.job_id,
        row.kind,
        row.payload,
        row.due_at,
        row.attempts,
        row.status,
        row.last_error,
        row.corr_id,
    )
