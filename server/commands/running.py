"""The processes that stay: the server and the worker. This one steps aside for them, so that they carry
nothing of a command line.
"""

import os
import sys
from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="Address to listen at.")]
Port = Annotated[int, typer.Option(help="Port to listen at.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the API. SIGTERM lets requests finish, for 15 s at most."""
    _become("serve", host, str(port))


def worker(
    metrics_port: Annotated[
        int | None, typer.Option(help="Serve figures for Prometheus at this port of the loopback.")
    ] = None,
) -> None:
    """Run timers and jobs until told to stop; start as many as there is work for."""
    _become("work", *([] if metrics_port is None else [str(metrics_port)]))


def _become(*arguments: str) -> None:
    """Go on as another program in the same process: same number, same environment, same terminal."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "server.lean", *arguments])  # noqa: S606 - ourselves
