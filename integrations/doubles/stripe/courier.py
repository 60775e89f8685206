"""Delivers webhooks: signed, one after another, again with back-off until somebody says 2xx."""

import asyncio
import contextlib
import hashlib
import hmac
import time
from typing import Final

import httpx
import orjson

from integrations.doubles.stripe import deliveries
from integrations.doubles.stripe.clock import Clock
from integrations.doubles.stripe.store import Body, Store, public

TIMEOUT_S: Final = 10.0
_FIRST_RETRY_S: Final = 0.25
_LONGEST_RETRY_S: Final = 60.0


def signature(payload: bytes, secret: str, at: int) -> str:
    """The value of the Stripe-Signature header: HMAC-SHA256 over the time and the exact bytes."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Courier:
    def __init__(self, store: Store, clock: Clock, client: httpx.AsyncClient) -> None:
        self._store = store
        self._clock = clock
        self._client = client
        self._one_at_a_time = asyncio.Lock()
        self._work = asyncio.Event()

    def wake(self) -> None:
        self._work.set()

    async def flush(self, *, impatient: bool = True) -> dict[str, int]:
        """Try everything that may be sent; impatient: without waiting for back-off. Counts the outcomes."""
        counts = {"delivered": 0, "missed": 0}
        tried: set[tuple[int, int]] = set()
        async with self._one_at_a_time:
            while batch := self._untried(tried, impatient=impatient):
                for delivery in batch:
                    tried.add((delivery["seq"], delivery["copies"]))
                    counts["delivered" if await self._send(delivery) else "missed"] += 1
        return counts

    async def run(self) -> None:
        """Deliver for as long as the server lives."""
        while True:
            self._work.clear()
            await self.flush(impatient=False)
            retry = deliveries.next_retry(self._store)
            # Also woken now and then for deliveries that are held until a business moment.
            wait = min(1.0, max(0.0, retry - time.time())) if retry is not None else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), wait)

    def _untried(self, tried: set[tuple[int, int]], *, impatient: bool) -> list[Body]:
        wall = None if impatient else time.time()
        ready = deliveries.ready(self._store, now=self._clock.now(), wall=wall)
        return [row for row in ready if (row["seq"], row["copies"]) not in tried]

    async def _send(self, delivery: Body) -> bool:
        event = self._store.anything(delivery["event_id"], self._store.account_of(delivery["event_id"]))
        payload = orjson.dumps(public(event))
        headers = {
            "content-type": "application/json; charset=utf-8",
            # Signed by real time: whoever verifies compares with the wall clock, not with the business clock.
            "stripe-signature": signature(payload, delivery["secret"], int(time.time())),
        }
        try:
            answer = await self._client.post(delivery["url"], content=payload, headers=headers)
        except httpx.HTTPError:
            acknowledged = False
        else:
            acknowledged = answer.is_success
        if acknowledged:
            deliveries.delivered(self._store, delivery)
        else:
            back_off = min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 2 ** delivery["attempts"])
            deliveries.missed(self._store, delivery, time.time() + back_off)
        return acknowledged
