"""The processes that stay: the server, the worker, and in development the doubles."""

import asyncio
import signal
import sys
from typing import Annotated

import typer
import uvicorn
from prometheus_client import start_http_server
from starlette.types import ASGIApp

from integrations.doubles.s3.app import s3_app
from integrations.doubles.s3.beside import ACCESS_KEY, SECRET_KEY
from integrations.doubles.stripe.app import create_app
from integrations.doubles.stripe.config import DoubleConfig, WebhookTarget
from server.app import make_app
from server.commands.opening import leave, opened, settings_or_leave
from server.edge import BoundedHttp
from server.logs import set_up_logs
from server.metrics import REGISTRY
from server.settings import Settings

GRACE_S = 15
SWITCH_S = 0.001
doubles = typer.Typer(no_args_is_help=True, help="Stand-ins for outside services, for development.")
Host = Annotated[str, typer.Option(help="Address to listen at.")]
Port = Annotated[int, typer.Option(help="Port to listen at.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the API. SIGTERM lets requests finish, for 15 s at most."""
    set_up_logs(pretty=sys.stderr.isatty())
    # Long documents are read in a thread beside the loop, which wants its turn back soon.
    sys.setswitchinterval(SWITCH_S)
    _serve(make_app(settings_or_leave()), host, port)


def worker(
    metrics_port: Annotated[
        int | None, typer.Option(help="Serve figures for Prometheus at this port of the loopback.")
    ] = None,
) -> None:
    """Run timers and jobs until told to stop; start as many as there is work for."""
    set_up_logs(pretty=sys.stderr.isatty())
    if metrics_port is not None:
        start_http_server(metrics_port, addr="127.0.0.1", registry=REGISTRY)
    asyncio.run(_work())


@doubles.command("files")
def files(host: Host = "127.0.0.1", port: Port = 8012) -> None:
    """An S3 that keeps its files under the data directory."""
    settings = _development_only()
    app = s3_app(
        settings.data_dir / "files", access_key=ACCESS_KEY, secret_key=SECRET_KEY, bucket=settings.bucket.name
    )
    _serve(app, host, port)


@doubles.command("stripe")
def stripe(host: Host = "127.0.0.1", port: Port = 8011) -> None:
    """A Stripe that keeps its state under the data directory and sends signed webhooks to the server."""
    settings = _development_only()
    target = WebhookTarget(f"{settings.public_url}/webhooks/stripe", settings.stripe_webhook_secret)
    config = DoubleConfig(
        path=settings.data_dir / "stripe.sqlite",
        api_key=settings.stripe_key,
        public_url=settings.stripe_base or f"http://{host}:{port}",
        webhooks=(target,),
    )
    _serve(create_app(config), host, port)


def _development_only() -> Settings:
    settings = settings_or_leave()
    if not settings.is_development:
        raise leave("Doubles are for development; production talks to the real services.")
    return settings


def _serve(app: ASGIApp, host: str, port: int) -> None:
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        http=BoundedHttp,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=256 * 1024,
    )


async def _work() -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with opened() as one:
        await one.runner.work(stopping)
