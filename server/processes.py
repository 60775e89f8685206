"""Processes that `make dev` and the demo look after: started, found ready, watched, and stopped in order."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

STOP_WITHIN_S = 15
PAUSE_S = 0.05


class Stopped(Exception):
    """The sentence a developer reads: what happened, and what to do."""


@dataclass(frozen=True)
class Child:
    """One process of ours. What it says goes to a file, so that the console stays readable."""

    name: str
    log: Path
    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, name: str, *arguments: str, log: Path, environment: Mapping[str, str]) -> "Child":
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as said:
            # A session of its own: Ctrl-C reaches only us, and we stop the others in order.
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                stdout=said,
                stderr=said,
                env={**os.environ, **environment},
                start_new_session=True,
            )
        return cls(name, log, process)

    async def finish(self) -> None:
        """Wait for a process that has an end, such as a migration. Raises Stopped when it failed."""
        if await self.process.wait() != 0:
            raise self.failure()

    async def stop(self) -> None:
        """Ask nicely, wait, then insist."""
        if self.process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), STOP_WITHIN_S)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def failure(self) -> Stopped:
        said = self.log.read_text(errors="replace").splitlines()[-15:]
        last = "\n".join(f"    {line}" for line in said)
        return Stopped(f"{self.name} ended. It said last:\n{last}\n  The whole story: {self.log}")

    async def until_ready(self, probe: Callable[[], Awaitable[bool]], *, within_s: float) -> None:
        """Ask until the probe says yes. Raises Stopped when the process ends, or the time does."""
        try:
            async with asyncio.timeout(within_s):
                while not await probe():
                    if self.process.returncode is not None:
                        raise self.failure()
                    await asyncio.sleep(PAUSE_S)
        except TimeoutError:
            raise Stopped(
                f"{self.name} was not ready within {within_s:.0f} s. Look into {self.log}, then try again."
            ) from None


@dataclass
class Family:
    """The children in the order of their start. Whoever was started last is stopped first."""

    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> Child:
        self.children.append(child)
        return child

    async def first_to_end(self) -> Child:
        waiting = {asyncio.create_task(child.process.wait()): child for child in self.children}
        done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        return waiting[done.pop()]

    async def stop(self) -> None:
        while self.children:
            await self.children.pop().stop()


def answers(port: int) -> Callable[[], Awaitable[bool]]:
    """Whether something accepts connections there."""

    async def probe() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    return probe


def require_free(ports: Mapping[str, int]) -> None:
    for variable, port in ports.items():
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                other = f"make dev {variable}={port + 10}"
                raise Stopped(
                    f"Port {port} is taken. Stop what uses it, or choose another: {other}"
                ) from None
