"""The server and the floor, as processes on one database."""

import asyncio
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import orjson

from bench.cast import Case
from bench.load.spec import post
from bench.tokens import tokens
from integrations.s3_files import Bucket
from server.processes import Child, answers
from server.settings import Settings
from tests.server.processes import free_port, serving

DOCUMENTS: Final = Path(__file__).parent / "documents"
MEDIA: Final = "https://media.bench.example"
READY_WITHIN_S: Final = 60


@dataclass(frozen=True)
class Contestant(ABC):
    """One process that answers. `requests` writes cases the way it wants to be asked."""

    name: str
    pid: int
    port: int
    ready_after_s: float
    settings: Settings

    @abstractmethod
    async def requests(self, page: str, cases: list[Case]) -> list[bytes]:
        """What is sent for these cases, byte for byte."""

    async def until_followed(self, count: int) -> None:  # noqa: B027 - nothing to wait for
        """Everybody who subscribed is heard of; the floor hears of them at once."""


class OurServer(Contestant):
    """GraphQL over HTTP, with the token of whoever asks."""

    async def requests(self, page: str, cases: list[Case]) -> list[bytes]:
        text = (DOCUMENTS / f"{page}.graphql").read_text()
        held = await tokens(self.settings, [case.viewer for case in cases])
        return [_asking(text, case, held[case.viewer]) for case in cases]

    async def until_followed(self, count: int) -> None:
        """By the server's own figures."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        async with httpx.AsyncClient() as client, asyncio.timeout(READY_WITHIN_S):
            while f"\nrastup_followers {count:.1f}\n" not in (await client.get(address)).text:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


class TheFloor(Contestant):
    """One address a page; whoever the request names is believed."""

    async def requests(self, page: str, cases: list[Case]) -> list[bytes]:
        return [
            post(f"/{page}", orjson.dumps({"viewer": case.viewer, "variables": dict(case.variables)}))
            for case in cases
        ]


def _asking(text: str, case: Case, token: str) -> bytes:
    headers = {"authorization": f"Bearer {token}"}
    if "clientMessageId" in case.variables:
        headers["idempotency-key"] = case.variables["clientMessageId"]
    body = orjson.dumps({"query": text, "variables": dict(case.variables)})
    return post("/graphql", body, headers.items())


def settings_for(url: str, folder: Path) -> Settings:
    """Production, as far as the program can tell."""
    return Settings(
        environment="production",
        database_url=url,
        secret="a secret of the bench, which lives for minutes",  # noqa: S106 - it guards generated data
        public_url="http://127.0.0.1:8000",
        data_dir=folder,
        bucket=Bucket("bench", endpoint="http://127.0.0.1:9", access_key="none", secret_key="none"),  # noqa: S106
    )


@asynccontextmanager
async def contestants(url: str) -> AsyncIterator[tuple[OurServer, TheFloor]]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = settings_for(url, folder)
        ours = await stack.enter_async_context(our_server(settings))
        yield ours, await stack.enter_async_context(_floor(settings))


@asynccontextmanager
async def our_server(settings: Settings) -> AsyncIterator[OurServer]:
    """One process with everything on that production has; only the quotas are wide."""
    wide = {"RASTUP_ENV": "production", "RASTUP_QUOTA_SCALE": "1000000"}
    wide |= {"S3_PUBLIC_URL": MEDIA, "RASTUP_POOL_SIZE": str(Settings.pool_size)}
    begun = time.perf_counter()
    async with serving(settings, "server", **wide) as server:
        while (await server.get("/readyz")).status_code != 200:
            pass
        ready = time.perf_counter() - begun
        yield OurServer("server", server.child.process.pid, server.port, ready, settings)


@asynccontextmanager
async def _floor(settings: Settings) -> AsyncIterator[TheFloor]:
    port, begun = free_port(), time.perf_counter()
    child = await Child.start(
        "floor",
        *("-m", "uvicorn", "bench.floor:app", "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
        *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
        *("--lifespan", "on", "--no-proxy-headers", "--log-level", "warning", "--no-access-log"),
        *("--no-server-header", "--no-date-header"),
        log=settings.data_dir / "floor.log",
        environment=_environment(settings),
    )
    try:
        await child.until_ready(answers(port), within_s=READY_WITHIN_S)
        yield TheFloor("floor", child.process.pid, port, time.perf_counter() - begun, settings)
    finally:
        await child.stop()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database_url,
        "RASTUP_SECRET": settings.secret,
        "S3_PUBLIC_URL": MEDIA,
        "PYTHONPATH": ":".join(sys.path),
    }
