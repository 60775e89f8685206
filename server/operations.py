"""Doors for operators: alive, ready, figures, and the public keys of the local issuer."""

from prometheus_client import generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from persistence import queue
from persistence.migrate import is_current
from server.metrics import FOLLOWERS, QUEUE, REGISTRY
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
    opened: Process = request.app.state.process
    FOLLOWERS.set(opened.feed.follower_count())
    async with opened.kernel.engine.connect() as connection:
        counted = await queue.counts(connection, opened.kernel.clock.now())
    for state, count in counted.items():
        QUEUE.labels(state=state).set(count)
    return Response(generate_latest(REGISTRY), media_type="text/plain; version=0.0.4; charset=utf-8")


async def jwks(request: Request) -> Response:
    opened: Process = request.app.state.process
    return JSONResponse(opened.tokens.jwks(), headers={"cache-control": "public, max-age=300"})
