"""A real PostgreSQL for tests: one server a machine, one migrated template a run, one clone a test."""

import asyncio
import fcntl
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from persistence.database import open_database
from persistence.migrate import migrate
from server.embedded import start_postgres

ROOT = Path(__file__).parent.parent
# What tests keep is thrown away, so nothing has to reach the disk before they go on.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def server_url() -> str:
    """TEST_DATABASE_URL, or the embedded server under .data/test-postgres."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    folder = ROOT / ".data" / "test-postgres"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "test-postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return start_postgres(folder)


def named(url: str, database: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}" + (f"?{query}" if query else "")


async def make_template(url: str) -> str:
    """Name of the migrated template; made once for each state of the migrations, whoever comes first."""
    name = f"template_{_fingerprint()}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("select pg_advisory_lock(7214009)")
        for setting in FAST:
            await connection.execute(f"alter system set {setting}")
        await connection.execute("select pg_reload_conf()")
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await _migrated(connection, url, name)
    finally:
        await connection.close()
    return name


async def _migrated(connection: asyncpg.Connection, url: str, name: str) -> None:
    making = f"{name}_{secrets.token_hex(4)}"
    await connection.execute(f'create database "{making}"')
    engine = open_database(named(url, making))
    await migrate(engine)
    await engine.dispose()
    await connection.execute(f'alter database "{making}" rename to "{name}"')


@asynccontextmanager
async def clone(url: str, template: str) -> AsyncIterator[str]:
    """URL of a fresh copy of the template, dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'create database "{name}" template "{template}" strategy wal_log')
        yield named(url, name)
    finally:
        await connection.execute(f'drop database if exists "{name}" with (force)')
        await connection.close()


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def template_now(url: str) -> str:
    return asyncio.run(make_template(url))
