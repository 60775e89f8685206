"""The server and the worker, once they are alone in their process."""

import asyncio
import signal
import sys
from typing import Final

import uvicorn
from prometheus_client import start_http_server
from starlette.types import ASGIApp

from domain.keys.reactions import begin_forgetting
from server import starting
from server.app import make_app
from server.edge import BoundedHttp
from server.logs import set_up_logs
from server.metrics import REGISTRY
from server.settings import Settings, read_settings
from server.sockets.frames import PushingSockets
from server.wiring import process

GRACE_S: Final = 15
SWITCH_S: Final = 0.001


def serve(host: str, port: str) -> None:
    settings = _begin()
    # Long documents are read in a thread beside the loop, which wants its turn back soon.
    sys.setswitchinterval(SWITCH_S)
    run_app(make_app(settings), host, int(port))


def work(metrics_port: str | None = None) -> None:
    settings = _begin()
    if metrics_port is not None:
        start_http_server(int(metrics_port), addr="127.0.0.1", registry=REGISTRY)
    asyncio.run(_work(settings))


def run_app(app: ASGIApp, host: str, port: int) -> None:
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        http=BoundedHttp,
        ws=PushingSockets,
        ws_per_message_deflate=False,
        ws_max_size=256 * 1024,
    )


def _begin() -> Settings:
    try:
        settings = read_settings()
    except ValueError as problem:
        sys.exit(f"Stopped: {problem}")
    set_up_logs(pretty=sys.stderr.isatty())
    return settings


async def _work(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with process(settings) as one:
        starting.keep()
        async with one.units() as uow:
            await begin_forgetting(uow)
        await one.runner.work(stopping)
