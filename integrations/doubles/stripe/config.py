"""What a double is started with."""

from dataclasses import dataclass, field
from pathlib import Path

import httpx


@dataclass(frozen=True)
class WebhookTarget:
    """Where events go from the start, the secret they are signed with, and which kinds are wanted."""

    url: str
    secret: str
    events: tuple[str, ...] = ("*",)


@dataclass(frozen=True)
class DoubleConfig:
    """`path` is the SQLite file that keeps everything. `client` delivers webhooks; tests give their own."""

    path: Path
    api_key: str = "sk_test_double"
    public_url: str = "http://127.0.0.1:12111"
    webhooks: tuple[WebhookTarget, ...] = ()
    client: httpx.AsyncClient | None = field(default=None, compare=False)
