"""The business clock of a development database."""

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

import typer

from domain.errors import DomainError
from server.commands.opening import console, leave, opened


def clock(
    advance: Annotated[float, typer.Option(help="Hours to move forward, running what falls due.")] = 0.0,
    to: Annotated[str | None, typer.Option(help="Move to this instant (ISO 8601 with offset).")] = None,
) -> None:
    """Say what time it is for the marketplace; in development, move it."""
    asyncio.run(_clock(advance, to))


async def _clock(hours: float, to: str | None) -> None:
    async with opened() as one:
        if one.services.dev_time is None:
            raise leave("the clock of production is the machine's; it cannot be moved.")
        state = await one.services.dev_time.state()
        if to is not None or hours:
            target = datetime.fromisoformat(to) if to is not None else state.now + timedelta(hours=hours)
            try:
                state = await one.services.dev_time.advance(target)
            except DomainError as refusal:
                raise leave(str(refusal)) from None
    for timer in state.fired:
        console.print(f"  {timer.due_at:%Y-%m-%d %H:%M}  {timer.kind:<28} {timer.subject}  {timer.outcome}")
    console.print(f"{state.now.isoformat()}  ({timedelta(seconds=state.offset_s)} ahead of the machine)")
