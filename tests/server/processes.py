"""Server processes as production has them: started by the command, spoken to over real TCP."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from server.processes import Child, answers
from server.settings import Settings

READY_WITHIN_S = 30


@dataclass(frozen=True)
class Server:
    child: Child
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=f"http://{self.address}") as client:
            return await client.get(path)

    async def run(
        self, document: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
    ) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": document, "variables": dict(variables or {})}
        async with httpx.AsyncClient(base_url=f"http://{self.address}", timeout=30) as client:
            answer = (await client.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]


@asynccontextmanager
async def serving(settings: Settings, name: str, **environment: str) -> AsyncIterator[Server]:
    """One more server process on the database and the store of these settings."""
    port = free_port()
    child = await Child.start(
        name,
        *("-m", "server.cli", "serve", "--port", str(port)),
        log=settings.data_dir / f"{name}.log",
        environment=_environment(settings) | environment,
    )
    server = Server(child, port)
    try:
        await child.until_ready(answers(port), within_s=READY_WITHIN_S)
        yield server
    finally:
        await child.stop()


@asynccontextmanager
async def working(settings: Settings, name: str) -> AsyncIterator[Child]:
    """A worker process on the same database."""
    child = await Child.start(
        name,
        *("-m", "server.cli", "worker"),
        log=settings.data_dir / f"{name}.log",
        environment=_environment(settings),
    )
    try:
        yield child
    finally:
        await child.stop()


@asynccontextmanager
async def listening(app: Starlette) -> AsyncIterator[str]:
    """`127.0.0.1:port` of an application of this process, for others to reach."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


def _environment(settings: Settings) -> dict[str, str]:
    bucket = settings.bucket
    return {
        "RASTUP_ENV": "test",
        "RASTUP_SECRET": settings.secret,
        "RASTUP_PUBLIC_URL": settings.public_url,
        "RASTUP_DATA_DIR": str(settings.data_dir),
        "RASTUP_POOL_SIZE": "5",
        "DATABASE_URL": settings.database_url,
        "S3_ENDPOINT_URL": bucket.endpoint or "",
        "S3_ACCESS_KEY": bucket.access_key or "",
        "S3_SECRET_KEY": bucket.secret_key or "",
        "S3_BUCKET": bucket.name,
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
