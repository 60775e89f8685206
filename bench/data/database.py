"""The private database of the bench: kept between runs, made again when its makers change."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg

from bench.data.filling import fill
from bench.data.sizes import VERSION, Sizes
from integrations.clock import wall_now
from persistence.database import open_database
from persistence.migrate import migrate
from server.embedded import start_postgres, stop_postgres

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / ".data" / "bench-postgres"
# A server as one would set it up, with the data in its memory. Nothing that makes a commit less safe.
SETTINGS: Final = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "max_connections": "100",
    "track_io_timing": "off",
}


def name_for(sizes: Sizes) -> str:
    """Changes with everything that decides what is in the database."""
    digest = hashlib.sha256(f"{VERSION} {sizes}".encode())
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return f"bench_{sizes.users}_{digest.hexdigest()[:10]}"


async def database(sizes: Sizes, say: Callable[[str], None]) -> str:
    """The address of a database of that size; made now if it is not there."""
    url = await asyncio.to_thread(_server)
    name = name_for(sizes)
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await _drop_older(connection, name)
            await _make(connection, url, name, sizes, say)
    finally:
        await connection.close()
    return of(url, name)


def of(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def _server() -> str:
    url = start_postgres(FOLDER)
    if asyncio.run(_set(url)):
        # Some settings hold from the next start on.
        stop_postgres(FOLDER)
        url = start_postgres(FOLDER)
    return url


async def _set(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("show shared_buffers") == SETTINGS["shared_buffers"]:
            return False
        for setting, value in SETTINGS.items():
            await connection.execute(f"alter system set {setting} = '{value}'")
        return True
    finally:
        await connection.close()


async def _drop_older(connection: asyncpg.Connection, name: str) -> None:
    kind = name.rpartition("_")[0]
    rows = await connection.fetch("select datname from pg_database where datname like $1", f"{kind}\\_%")
    for row in rows:
        await connection.execute(f'drop database "{row["datname"]}" with (force)')


async def _make(
    connection: asyncpg.Connection, url: str, name: str, sizes: Sizes, say: Callable[[str], None]
) -> None:
    say(f"building {name}: {sizes.users:,} users, {sizes.messages:,} messages, {sizes.legs:,} legs")
    begun, making = time.monotonic(), f"{name}_making"
    await connection.execute(f'create database "{making}"')
    engine = open_database(of(url, making), pool_size=2, durable=False)
    try:
        await migrate(engine)
        filling = await asyncpg.connect(of(url, making), server_settings={"synchronous_commit": "off"})
        try:
            await fill(filling, engine, sizes, today())
        finally:
            await filling.close()
    finally:
        await engine.dispose()
    await connection.execute(f'alter database "{making}" rename to "{name}"')
    await connection.execute("checkpoint")
    say(f"built in {time.monotonic() - begun:.0f} s")


def today() -> datetime:
    """The day that the data is counted from: bookings lie behind and ahead of it."""
    return wall_now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def postmaster() -> int:
    """The process that all backends are children of."""
    return int((FOLDER / "postmaster.pid").read_text().splitlines()[0])


@asynccontextmanager
async def copied(url: str) -> AsyncIterator[str]:
    """The address of a copy that may be written to, for one run."""
    name = url.partition("?")[0].rpartition("/")[2]
    copy = f"run_{secrets.token_hex(4)}"
    connection = await asyncpg.connect(of(url, "postgres"))
    try:
        await _forget_left_over(connection)
        await connection.execute(f'create database "{copy}" template "{name}" strategy file_copy')
        yield of(url, copy)
    finally:
        await connection.execute(f'drop database if exists "{copy}" with (force)')
        await connection.close()


async def _forget_left_over(connection: asyncpg.Connection) -> None:
    """Copies of runs that were cut short."""
    rows = await connection.fetch(
        "select datname from pg_database where datname like 'run\\_%' and not exists "
        "(select from pg_stat_activity a where a.datname = pg_database.datname)"
    )
    for row in rows:
        await connection.execute(f'drop database "{row["datname"]}"')
