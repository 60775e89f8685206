"""How Stripe is reached, and the SDK client made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import stripe

TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)


@dataclass(frozen=True)
class StripeConfig:
    """`base` is null for Stripe itself, or the address of the double. `http` is a client of a test."""

    api_key: str
    webhook_secret: str
    base: str | None = None
    return_url: str | None = None
    retries: int = 2
    http: httpx.AsyncClient | None = field(default=None, compare=False)


class _Transport(stripe.HTTPXClient):
    """The SDK's transport on one client of ours: time-outs are explicit and connections shared."""

    # Delays between the SDK's own attempts, in seconds.
    INITIAL_DELAY = 0.2
    MAX_DELAY = 2

    def __init__(self, client: httpx.AsyncClient) -> None:
        # Certificates are verified by the client that is handed in; the SDK need not read them once more.
        super().__init__(timeout=None, verify_ssl_certs=False, _lib=_OneClient(client))

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """As the SDK does it, but sending the form as content: `data` is deprecated for text in httpx."""
        try:
            answer = await self._client_async.request(method, url, headers=headers, content=post_data or b"")
        except httpx.HTTPError as error:
            self._handle_request_error(error)
        return answer.content, answer.status_code, answer.headers


class _OneClient:
    """Stands where the SDK looks for the httpx module."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    def AsyncClient(self, **_: Any) -> httpx.AsyncClient:  # noqa: N802 - the name the SDK calls
        return self._client


def open_client(config: StripeConfig) -> tuple[stripe.StripeClient, httpx.AsyncClient]:
    """The SDK's client, and the connections under it, which whoever opened them closes."""
    http = config.http or httpx.AsyncClient(timeout=TIMEOUT)
    client = stripe.StripeClient(
        config.api_key,
        base_addresses={"api": config.base} if config.base else {},
        max_network_retries=config.retries,
        http_client=_Transport(http),
    )
    return client, http
