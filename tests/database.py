"""A real PostgreSQL for tests: one migrated template, one clone a worker, pristine for every test."""

import asyncio
import fcntl
import hashlib
import os
import secrets
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from persistence.database import open_database
from persistence.migrate import migrate
from server.embedded import start_postgres

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
# What tests keep is thrown away, so nothing has to reach the disk before they go on.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

# A worker keeps one database. Between tests every table is emptied, which is ten times faster than cloning
# anew, and the rows that migrations insert come back from the schema `pristine`.
REMEMBER = """
create schema pristine;
do $$ declare t text; n bigint; begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('select count(*) from public.%I', t) into n;
    if n > 0 then execute format('create table pristine.%I as table public.%I', t, t); end if;
  end loop;
end $$
"""
PRISTINE = """
do $$ declare t text; columns text; begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('delete from public.%I', t);
  end loop;
  for t in select tablename from pg_tables where schemaname = 'pristine' loop
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns from pg_attribute
      where attrelid = format('public.%I', t)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('insert into public.%I (%s) overriding system value select %s from pristine.%I',
                   t, columns, columns, t);
  end loop;
end $$
"""
END_OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


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
    made = await asyncpg.connect(named(url, making))
    await made.execute(REMEMBER)
    await made.close()
    await connection.execute(f'alter database "{making}" rename to "{name}"')


async def make_clone(url: str, template: str) -> str:
    """Name of a fresh copy of the template, one for each worker."""
    name = f"test_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'create database "{name}" template "{template}"')
    finally:
        await connection.close()
    return name


async def drop(url: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'drop database if exists "{name}" with (force)')
    finally:
        await connection.close()


class Sweeper:
    """Empties every table and puts back what the migrations had put there, by a connection that stays.

    Its loop runs in a thread, for each test has a loop of its own. A new connection would first have to learn of
    every table, which takes ten times as long as emptying them.
    """

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sweeper", daemon=True)
        self._thread.start()
        self._url = url
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

    async def sweep(self) -> None:
        await asyncio.wrap_future(self._there(self._swept()))

    def close(self) -> None:
        if self._connection is not None:
            self._there(self._connection.close()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _there(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _swept(self) -> None:
        # A test may have cut everybody off.
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url)
            await self._connection.execute("set session_replication_role = replica")
        await self._connection.execute(END_OTHERS)
        await self._connection.execute(PRISTINE)


def _fingerprint() -> str:
    digest = hashlib.sha256(REMEMBER.encode())
    for path in sorted((ROOT / "migrations").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def worker_database(url: str) -> str:
    """Name of a database for one worker, cloned from the template."""

    async def make() -> str:
        return await make_clone(url, await make_template(url))

    return asyncio.run(make())
