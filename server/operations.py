"""Doors for operators: alive, ready, figures, and the public keys of the local issuer."""

from typing import Any

from prometheus_client import generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from persistence import queue
from persistence.revisions import is_current
from server.metrics import (
    DATABASE_UP,
    DOCUMENT_BYTES,
    DOCUMENTS,
    FOLLOWERS,
    POOL,
    POOL_MOST,
    QUEUE,
    QUEUE_LAG,
    REGISTRY,
    TOPICS,
)
from server.wiring import Process


async def healthz(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"ok": True})


async def readyz(request: Request) -> Response:
    """The process can serve: database reached, migrations current, live channel heard."""
    opened: Process = request.app.state.process
    checks = {"database": False, "migrations": False, "live": opened.feed.is_listening}
    try:
        async with opened.kernel.engine.connect() as connection:
            await connection.execute(text("select 1"))
        checks["database"] = True
        checks["migrations"] = await is_current(opened.kernel.engine)
    except Exception:  # noqa: BLE001 - not ready, whatever the reason; the body says which part
        checks["database"] = False
    ready = all(checks.values())
    return JSONResponse({"ready": ready, **checks}, 200 if ready else 503)


async def metrics(request: Request) -> Response:
    """Figures for Prometheus; those of the process are there even when the database is not."""
    opened: Process = request.app.state.process
    _look_at(opened)
    try:
        await _ask_database(opened)
        DATABASE_UP.set(1)
    except Exception:  # noqa: BLE001 - that it does not answer is the figure
        DATABASE_UP.set(0)
    return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4; charset=utf-8")


def _look_at(opened: Process) -> None:
    FOLLOWERS.set(opened.engine.audiences.follower_count())
    TOPICS.set(opened.feed.topic_count())
    pool: Any = opened.kernel.engine.pool
    POOL.labels(state="in_use").set(pool.checkedout())
    POOL.labels(state="idle").set(pool.checkedin())
    POOL_MOST.set(opened.settings.pool_size * 2)
    DOCUMENTS.set(opened.engine.documents.kept_count)
    DOCUMENT_BYTES.set(opened.engine.documents.kept_bytes)


async def _ask_database(opened: Process) -> None:
    now = opened.kernel.clock.now()
    async with opened.kernel.engine.connect() as connection:
        counted = await queue.counts(connection, now)
        QUEUE_LAG.set(await queue.lag_s(connection, now))
    for state, count in counted.items():
        QUEUE.labels(state=state).set(count)


async def jwks(request: Request) -> Response:
    opened: Process = request.app.state.process
    return JSONResponse(opened.tokens.jwks(), headers={"cache-control": "public, max-age=300"})
