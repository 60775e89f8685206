"""What a database holds, in a form that shows whether anything changed, and the way back to an earlier state."""

from typing import Final

from sqlalchemy import text

from tests.world import World

# Counted for refusals too, or private to how a call is served.
_NOT_STATE: Final = ("cost_bucket", "rate_bucket", "idempotency_key")
_TABLES: Final = "select tablename from pg_tables where schemaname = 'public' order by 1"
_KEEP: Final = """
drop schema if exists kept cascade; create schema kept;
do $$ declare t text; begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('create table kept.%I as table public.%I', t, t);
  end loop;
end $$
"""
_RESTORE: Final = """
do $$ declare t text; columns text; begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('delete from public.%I', t);
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns from pg_attribute
      where attrelid = format('public.%I', t)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
    execute format('insert into public.%I (%s) overriding system value select %s from kept.%I',
                   t, columns, columns, t);
  end loop;
end $$
"""


class Books:
    """Counts and contents of every table."""

    def __init__(self, api: World) -> None:
        self._engine = api.process.kernel.engine
        self._statement = ""

    async def state(self) -> dict[str, str]:
        """A digest of each table: another row, or another value in one, is another digest."""
        async with self._engine.connect() as connection:
            if not self._statement:
                names = (await connection.scalars(text(_TABLES))).all()
                self._statement = " union all ".join(
                    _digest(name) for name in names if name not in _NOT_STATE
                )
            rows = await connection.execute(text(self._statement))
            return {row.name: row.digest for row in rows}

    async def keep(self) -> None:
        await self._run(_KEEP)

    async def restore(self) -> None:
        await self._run("set local session_replication_role = replica", _RESTORE)

    async def forget(self) -> None:
        await self._run("drop schema if exists kept cascade")

    async def failed_jobs(self) -> list[str]:
        async with self._engine.connect() as connection:
            rows = await connection.execute(text("select kind, last_error from job where attempts > 0"))
            return [f"{row.kind} failed: {row.last_error}" for row in rows]

    async def refill(self) -> None:
        """Give back what limits of calls have used up."""
        await self._run("delete from public.rate_bucket")

    async def _run(self, *statements: str) -> None:
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            async with driver.transaction():
                for statement in statements:
                    await driver.execute(statement)


def _digest(name: str) -> str:
    rows = "coalesce(sum(hashtextextended(r::text, 0)), 0)"
    return f"select '{name}' as name, count(*) || ':' || {rows} as digest from public.{name} r"  # noqa: S608 - the catalogue's own names
