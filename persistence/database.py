"""The pool of connections, with the limits every statement runs under."""

from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from persistence.direct import DirectEngine

STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 5_000
IDLE_IN_TRANSACTION_MS = 90_000
STATEMENTS_KEPT = 500


def open_database(
    url: str, *, pool_size: int = 10, application: str = "rastup", durable: bool = True
) -> AsyncEngine:
    """An engine on `postgresql://…`; statements, locks and forgotten transactions end at a chosen time.

    Without `durable` a commit does not wait for the disk, and plans are made once, whatever the tables will
    hold: for data that can be made again, such as a seed.
    """
    made = create_async_engine(
        as_asyncpg(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=10,
        # The connection used last knows the statements best.
        pool_use_lifo=True,
        # Errors are logged, and what people wrote travels in parameters.
        hide_parameters=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "server_settings": _server_settings(application, durable=durable),
            "timeout": 10,
            # A checkout runs more different statements than are kept prepared otherwise.
            "prepared_statement_cache_size": STATEMENTS_KEPT,
            "statement_cache_size": STATEMENTS_KEPT,
        },
    )
    return DirectEngine(made.sync_engine)


def as_asyncpg(url: str) -> str:
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    return f"postgresql+asyncpg://{rest}"


def as_plain(url: str) -> str:
    return as_asyncpg(url).replace("+asyncpg", "")


def _server_settings(application: str, *, durable: bool) -> dict[str, Any]:
    return {
        "application_name": application,
        "statement_timeout": str(STATEMENT_TIMEOUT_MS),
        "lock_timeout": str(LOCK_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MS),
        "timezone": "UTC",
        "jit": "off",
        **({} if durable else {"synchronous_commit": "off", "plan_cache_mode": "force_generic_plan"}),
    }
