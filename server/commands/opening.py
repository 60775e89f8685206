"""Settings and a process for a command, or one sentence that says what is missing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import typer
from rich.console import Console

from server.settings import Settings, read_settings
from server.wiring import Process, process

console = Console()


def settings_or_leave() -> Settings:
    try:
        return read_settings()
    except ValueError as problem:
        raise leave(str(problem)) from None


def leave(sentence: str) -> typer.Exit:
    console.print(f"[red]Stopped:[/] {sentence}", highlight=False)
    return typer.Exit(1)


@asynccontextmanager
async def opened() -> AsyncIterator[Process]:
    async with process(settings_or_leave()) as one:
        yield one
