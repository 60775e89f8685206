"""Runs migrations on one connection, under a lock and statement timeout, one server at a time."""

from typing import Final

from alembic import context
from sqlalchemy import Connection, text

from persistence.tables import metadata

# Two servers starting at once must not both migrate.
MIGRATION_LOCK: Final = 7_214_002


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    with context.begin_transaction():
        connection.execute(text("set local lock_timeout = '10s'"))
        connection.execute(text("set local statement_timeout = '120s'"))
        connection.execute(text(f"select pg_advisory_xact_lock({MIGRATION_LOCK})"))
        context.run_migrations()


run(context.config.attributes["connection"])
