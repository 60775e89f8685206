"""What is wrong, in the order in which it would have to be put right."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from sqlalchemy import text

from persistence import queue
from persistence.revisions import is_current, newest
from server.commands.opening import console, leave, settings_or_leave
from server.schema import served_schema
from server.settings import Settings
from server.wiring import Process, process

NEEDED_EXTENSIONS = ("btree_gist", "pg_trgm", "citext", "unaccent")
OLDEST_POSTGRES = 16
WAIT_S = 3.0


@dataclass(frozen=True)
class Unwell(Exception):
    """One thing that is not as it should be, and what to do about it."""

    what: str


def doctor() -> None:
    """Look at everything the marketplace needs, and say what to do about what is missing."""
    settings = settings_or_leave()
    checks: list[tuple[str, Callable[[], Awaitable[str]]]] = [
        ("python", _python),
        ("contract", _contract),
        ("database, migrations, jobs, live", lambda: _process(settings)),
        ("payments", lambda: _payments(settings)),
    ]
    if not all([asyncio.run(_passes(name, check)) for name, check in checks]):  # noqa: C419 - run them all
        raise leave("put right what is marked above, from the top.")
    console.print("[green]All is well.[/]")


async def _passes(name: str, check: Callable[[], Awaitable[str]]) -> bool:
    try:
        console.print(f"  [green]✓[/] {name}: {await check()}", highlight=False)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the doctor names it
        console.print(f"  [red]✗[/] {name}: {type(problem).__name__}: {problem}", highlight=False)
        return False
    return True


async def _python() -> str:
    return sys.version.split()[0]


async def _contract() -> str:
    roots = ("Query", "Mutation", "Subscription")
    types = served_schema().type_map
    count = sum(len(getattr(types.get(root), "fields", {})) for root in roots)
    return f"{count} operations served, no difference"


async def _process(settings: Settings) -> str:
    async with process(settings) as one:
        return ", ".join([await _database(one), await _migrations(one), await _jobs(one), await _files(one)])


async def _database(one: Process) -> str:
    async with one.kernel.engine.connect() as connection:
        version = int(await connection.scalar(text("show server_version_num")) or 0) // 10_000
        known = set(await connection.scalars(text("select name from pg_available_extensions")))
    if version < OLDEST_POSTGRES:
        raise Unwell(f"PostgreSQL {version} is too old; {OLDEST_POSTGRES} or newer is needed.")
    if missing := [name for name in NEEDED_EXTENSIONS if name not in known]:
        raise Unwell(f"install the extensions {', '.join(missing)} (package postgresql-contrib).")
    return f"PostgreSQL {version}"


async def _migrations(one: Process) -> str:
    if not await is_current(one.kernel.engine):
        raise Unwell("the database is behind; run: rastup migrate")
    return f"migration {newest()}"


async def _jobs(one: Process) -> str:
    async with one.kernel.engine.connect() as connection:
        counted = await queue.counts(connection, one.kernel.clock.now())
    if counted["dead"]:
        raise Unwell(f"{counted['dead']} jobs gave up; see: rastup jobs list")
    return f"{counted['queued']} jobs waiting"


async def _files(one: Process) -> str:
    await one.services.files.head("public/doctor")
    return f"bucket {one.settings.bucket.name}"


async def _payments(settings: Settings) -> str:
    base = settings.stripe_base or "https://api.stripe.com"
    async with httpx.AsyncClient(timeout=WAIT_S) as client:
        answer = await client.get(f"{base}/v1/balance", auth=(settings.stripe_key, ""))
    if answer.status_code != httpx.codes.OK:
        raise Unwell(f"{base} answers {answer.status_code}; check STRIPE_SECRET_KEY and STRIPE_API_BASE.")
    return base
