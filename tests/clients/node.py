"""The Node that the development packages bring, and the client that was generated with it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

CLIENT: Final = Path(__file__).parents[2] / "client"
NODE: Final = Path(sys.executable).parent / "node"
MANIFEST: Final = CLIENT / "generated" / "documents.json"
PATIENCE_S: Final = 30

needs_node = pytest.mark.skipif(
    not (NODE.exists() and MANIFEST.exists()),
    reason="The client packages are not here; `make client` says why, and makes them.",
)


def run(*arguments: str) -> str:
    """What a program of Node says. Raises when it fails."""
    done = subprocess.run(  # noqa: S603 - our own scripts
        [NODE, *arguments], cwd=CLIENT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Player:
    """A script under way; it speaks in lines of JSON."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self) -> Mapping[str, Any]:
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        async with asyncio.timeout(PATIENCE_S):
            line = await self._process.stdout.readline()
            assert line, (await self._process.stderr.read()).decode()
        said: Mapping[str, Any] = json.loads(line)
        return said


@asynccontextmanager
async def player(name: str, given: Mapping[str, Any]) -> AsyncIterator[Player]:
    process = await asyncio.create_subprocess_exec(
        NODE,
        f"smoke/{name}.ts",
        json.dumps(given),
        cwd=CLIENT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Player(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
