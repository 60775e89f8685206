"""One server process on an empty database, and what the kernel says about it."""

import asyncio
import http.client
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import proc
from integrations.s3_files import Bucket
from server.settings import Settings
from tests.database import drop, named, server_url, worker_database
from tests.server.processes import Server, serving


@dataclass(frozen=True)
class Subject:
    """The process that is measured."""

    server: Server
    ready_after_s: float
    database_url: str

    @property
    def pid(self) -> int:
        return self.server.child.process.pid

    def memory(self, line: str = "VmRSS") -> int:
        """Bytes by one line of /proc/…/status: VmRSS now, VmHWM at most."""
        return proc.memory(self.pid, line)

    def cpu_s(self) -> float:
        """Seconds of processor used since the start, user and system."""
        return proc.cpu_s(self.pid)

    def forget_peak(self) -> None:
        """Begin a new highest memory from here."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)


def post(connection: http.client.HTTPConnection, body: bytes) -> tuple[int, bytes, float]:
    """Status, body and seconds of one request."""
    began = time.perf_counter()
    connection.request("POST", "/graphql", body, {"content-type": "application/json"})
    answer = connection.getresponse()
    read = answer.read()
    return answer.status, read, time.perf_counter() - began


@asynccontextmanager
async def subject() -> AsyncIterator[Subject]:
    url = await asyncio.to_thread(server_url)
    name = await asyncio.to_thread(worker_database, url)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(
                environment="test",
                database_url=named(url, name),
                secret="for figures only",  # noqa: S106 - of a process that lives for seconds
                data_dir=Path(folder),
                # Nobody asks for files here.
                bucket=Bucket("figures", endpoint="http://127.0.0.1:9", access_key="none", secret_key="none"),  # noqa: S106
            )
            began = time.perf_counter()
            async with serving(settings, "figures", RASTUP_QUOTA_SCALE="100000") as server:
                while (await server.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - readiness is asked
                    await asyncio.sleep(0.01)
                yield Subject(server, time.perf_counter() - began, settings.database_url)
    finally:
        await drop(url, name)
