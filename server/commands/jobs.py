"""Jobs that gave up, and giving them another chance."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from persistence import queue
from server.commands.opening import console, leave, opened

app = typer.Typer(no_args_is_help=True, help="Jobs: how many wait, which gave up, and once more.")


@app.command("list")
def print_jobs() -> None:
    """How many jobs and timers wait, and every job that gave up, with its last error."""
    asyncio.run(_list())


@app.command()
def replay(
    job_id: Annotated[str, typer.Argument(help="A dead job, or `all`.")],
) -> None:
    """Queue a dead job again, with fresh attempts."""
    asyncio.run(_replay(job_id))


async def _list() -> None:
    async with opened() as one, one.kernel.engine.connect() as connection:
        counted = await queue.counts(connection, one.kernel.clock.now())
        dead = await queue.dead_letters(connection)
    console.print("  ".join(f"{state}: {count}" for state, count in counted.items()))
    if dead:
        drawn = Table("job", "kind", "attempts", "last error")
        for job in dead:
            drawn.add_row(job.job_id, job.kind, str(job.attempts), (job.last_error or "")[:100])
        console.print(drawn)


async def _replay(job_id: str) -> None:
    async with opened() as one, one.kernel.engine.begin() as connection:
        dead = [job.job_id for job in await queue.dead_letters(connection, limit=10_000)]
        wanted = dead if job_id == "all" else [job_id]
        queued = [job for job in wanted if await queue.replay(connection, job, one.kernel.clock.now())]
    if not queued and job_id != "all":
        raise leave(f"{job_id} is no dead job; see: rastup jobs list")
    console.print(f"queued again: {len(queued)}")
