"""Who plays, what has been made so far, and the timeline that is printed."""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console

from server.demo.client import Api, Unexpected

PASSWORD = "a demo password 2026"  # noqa: S105 - of accounts that this demo makes for itself
SESSION = "accessToken refreshToken account { userId email }"


@dataclass
class Player:
    """Somebody with an account. Tokens last minutes of business time: moving the clock means signing in."""

    name: str
    email: str
    user_id: str
    token: str
    refresh_token: str


@dataclass
class Stage:
    """`made` holds ids by name, so that each scene can use what the ones before it made."""

    api: Api
    console: Console
    made: dict[str, Any] = field(default_factory=dict)
    players: dict[str, Player] = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)
    run_id: str = field(default_factory=lambda: secrets.token_hex(4))

    async def now(self) -> datetime:
        return datetime.fromisoformat((await self.api.run("{ health { now } }"))["health"]["now"])

    def scene(self, title: str) -> None:
        self.console.print(f"\n[bold]{title}[/]", highlight=False)

    async def tell(self, what: str) -> None:
        """One line, stamped with business time."""
        self.console.print(f"  {await self.now():%a %d %b %H:%M}  {what}", highlight=False, soft_wrap=True)

    async def sign_in(self, name: str) -> Player:
        player = self.players[name]
        document = (
            f"mutation ($e: String!, $p: String!) {{ signIn(email: $e, password: $p) {{ {SESSION} }} }}"
        )
        session = (await self.api.run(document, e=player.email, p=PASSWORD))["signIn"]
        player.token, player.refresh_token = session["accessToken"], session["refreshToken"]
        return player

    async def pass_time(self, to: datetime) -> None:
        """Move the business clock; everything due on the way happens, and everybody signs in again."""
        document = "mutation ($to: AWSDateTime!) { devClockAdvance(to: $to) { fired { kind } } }"
        await self.api.run(document, to=to.isoformat())
        for name in self.players:
            await self.sign_in(name)


Scene = Callable[[Stage], Awaitable[None]]


def expect(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise Unexpected(f"{what}: expected {wanted!r}, found {found!r}")


def dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}"
