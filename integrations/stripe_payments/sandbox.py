"""What a development server may do to the double, over the double's own control addresses."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.errors import Unavailable


class StripeSandbox:
    """`PaymentsSandbox` for a double at a base address. Stripe itself has no such addresses."""

    def __init__(self, base: str, http: httpx.AsyncClient) -> None:
        self._base = base.rstrip("/")
        self._http = http

    async def next_due(self) -> datetime | None:
        due = (await self._post("clock/next", {}))["next_due"]
        return datetime.fromtimestamp(due, UTC) if due is not None else None

    async def advance(self, to: datetime) -> None:
        await self._post("clock", {"now": to.isoformat()})

    async def pass_action(self, payment_id: str, *, succeed: bool = True) -> None:
        await self._post(f"payment_intents/{payment_id}/authenticate", {"succeed": succeed})

    async def order_trouble(self, *rules: dict[str, str | int]) -> None:
        await self._post("chaos", {"rules": list(rules)})

    async def deliver_webhooks(self) -> None:
        await self._post("webhooks/flush", {})

    async def close_bank(self, account_id: str, *, is_open: bool = False) -> None:
        await self._post(f"accounts/{account_id}/bank", {"open": is_open})

    async def open_address(self, url: str) -> str:
        """Visit an onboarding address as the seller's browser would; where it leads to."""
        answer = await self._http.get(url)
        return str(answer.headers.get("location", ""))

    async def _post(self, path: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        try:
            answer = await self._http.post(f"{self._base}/_double/{path}", json=body)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable("UNAVAILABLE", "The processor's double does not answer.") from error
        document: Mapping[str, Any] = answer.json()
        return document
