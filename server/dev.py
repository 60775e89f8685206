"""`make dev`: the whole marketplace on one machine, from nothing, without network or account."""

import asyncio
import os
import shlex
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from rich.console import Console

from integrations.doubles.s3.beside import ACCESS_KEY, SECRET_KEY
from server.embedded import start_postgres, stop_postgres
from server.processes import Child, Family, Stopped, answers, require_free
from server.seed.people import DEMO_PASSWORD, demo_accounts

DATABASE = "rastup"
ENVIRONMENT_FILE = "dev.env"
READY_WITHIN_S = 30


@dataclass(frozen=True)
class Ports:
    api: int
    stripe: int
    files: int

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Ports":
        api = int(environ.get("PORT", "8000"))
        return cls(api, int(environ.get("STRIPE_PORT", api + 11)), int(environ.get("FILES_PORT", api + 12)))

    @classmethod
    def free(cls) -> "Ports":
        """Ports that nobody uses right now."""
        with ExitStack() as open_at_once:
            found = [open_at_once.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
            return cls(*(listening.getsockname()[1] for listening in found))


class Dev:
    """One run. Everything started is in `family`, so everything can be stopped."""

    def __init__(self, console: Console, ports: Ports, data: Path, *, seeded: bool = True) -> None:
        self._console = console
        self._seeded = seeded
        self._ports = ports
        self._data = data
        self._logs = data / "logs"
        self._database_folder = (data / "postgres").absolute()
        self._environment: dict[str, str] = {}
        self.family = Family()

    async def start(self) -> None:
        ports = self._ports
        require_free({"PORT": ports.api, "STRIPE_PORT": ports.stripe, "FILES_PORT": ports.files})
        await self._step("database", self._database)
        await self._step("files (S3 double)", self._files)
        await self._step("migrations", lambda: self._once("migrate"))
        if self._seeded:
            # The seed lives through its past on the double's own state, so the double starts after it.
            await self._step("seed", self._seed)
        await self._step("payments (Stripe double)", self._stripe)
        await self._step("worker", self._worker)
        await self._step("server", self._server)

    async def watch(self) -> None:
        """Until one of them ends, which none should."""
        ended = await self.family.first_to_end()
        raise ended.failure()

    async def stop(self) -> None:
        await self.family.stop()
        if self._environment:
            (self._data / ENVIRONMENT_FILE).unlink(missing_ok=True)
            await asyncio.to_thread(stop_postgres, self._database_folder)

    async def _step(self, name: str, work: Callable[[], Awaitable[str | None]]) -> None:
        begun = time.monotonic()
        with self._console.status(f"{name} …"):
            note = await work()
        took = time.monotonic() - begun
        self._console.print(
            f"  [green]✓[/] {name:<26} {took:5.1f} s  {note or ''}", highlight=False, soft_wrap=True
        )

    async def _database(self) -> str:
        uri = await asyncio.to_thread(start_postgres, self._database_folder)
        self._environment = _environment(await _own_database(uri), self._ports, self._data)
        _write_down(self._data / ENVIRONMENT_FILE, self._environment)
        return str(self._data / "postgres")

    async def _files(self) -> str:
        await self._service("files", self._ports.files, "double", "files", "--port", str(self._ports.files))
        return f"http://127.0.0.1:{self._ports.files}"

    async def _stripe(self) -> str:
        await self._service(
            "stripe", self._ports.stripe, "double", "stripe", "--port", str(self._ports.stripe)
        )
        return f"http://127.0.0.1:{self._ports.stripe}"

    async def _seed(self) -> str:
        seeding = self._data / "seeding"
        if seeding.exists():
            raise Stopped("The last seed was interrupted. Begin with an empty city: make clean && make dev")
        seeding.touch()
        size = os.environ.get("SEED", "usual")
        self._console.print(
            f"    sixty days of a {size} city; a minute the first time (make dev SEED=small is quick)",
            soft_wrap=True,
        )
        await self._once("seed", "--size", size)
        seeding.unlink()
        return "a city with its people, unless there is one already"

    async def _worker(self) -> None:
        self.family.add(await self._child("worker", "worker"))

    async def _server(self) -> None:
        await self._service("server", self._ports.api, "serve", "--port", str(self._ports.api))

    async def _once(self, command: str, *arguments: str) -> None:
        # In the family while it runs, so that Ctrl-C does not leave it behind.
        child = self.family.add(await self._child(command, command, *arguments))
        await child.finish()
        self.family.children.remove(child)

    async def _service(self, name: str, port: int, *arguments: str) -> None:
        child = self.family.add(await self._child(name, *arguments))
        await child.until_ready(answers(port), within_s=READY_WITHIN_S)

    async def _child(self, name: str, *arguments: str) -> Child:
        log = self._logs / f"{name}.log"
        return await Child.start(name, "-m", "server.cli", *arguments, log=log, environment=self._environment)


def _environment(database_url: str, ports: Ports, data: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "RASTUP_ENV": "development",
        "RASTUP_PUBLIC_URL": f"http://127.0.0.1:{ports.api}",
        "RASTUP_DATA_DIR": str(data),
        "S3_ENDPOINT_URL": f"http://127.0.0.1:{ports.files}",
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": SECRET_KEY,
        "STRIPE_API_BASE": f"http://127.0.0.1:{ports.stripe}",
    }


def _write_down(path: Path, environment: Mapping[str, str]) -> None:
    """For the `rastup` command beside a running `make dev`, which reads it as shell."""
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
    path.write_text("".join(lines))


async def _own_database(uri: str) -> str:
    """The URL of our database on that server, made when it is not there yet."""
    connection = await asyncpg.connect(uri)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f"create database {DATABASE}")
    finally:
        await connection.close()
    head, _, options = uri.partition("?")
    return f"{head.rpartition('/')[0]}/{DATABASE}{'?' if options else ''}{options}"


def _welcome(console: Console, ports: Ports, data: Path) -> None:
    base = f"http://127.0.0.1:{ports.api}"
    lines = [
        "",
        f"  API and GraphiQL  [bold]{base}/graphql[/]  (sockets on the same path)",
        f"  Health            {base}/readyz and {base}/metrics",
        f"  Logs              {data / 'logs'}",
        "",
        f"  Everybody's password is [bold]{DEMO_PASSWORD}[/]:",
        *(f"    {account.email:<42} {account.what}" for account in demo_accounts()),
        "",
        "  Ctrl-C stops everything; what happened stays until: make clean",
        "",
    ]
    console.print("\n".join(lines), highlight=False, soft_wrap=True)


async def run(console: Console) -> int:
    ports, data = Ports.of(os.environ), Path(os.environ.get("RASTUP_DATA_DIR", ".data"))
    dev = Dev(console, ports, data)
    task = asyncio.current_task()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await dev.start()
        _welcome(console, ports, data)
        await dev.watch()
    except Stopped as reason:
        console.print(f"\n  [red]Stopped:[/] {reason}", highlight=False)
        return 1
    except asyncio.CancelledError:
        console.print("\n  Stopping …")
    finally:
        with suppress(asyncio.CancelledError):
            await dev.stop()
    return 0


def main() -> None:
    console = Console()
    console.print("\n  [bold]RastUp[/], everything on this machine\n")
    sys.exit(asyncio.run(run(console)))


if __name__ == "__main__":
    main()
