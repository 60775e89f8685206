"""Quotas per caller (spec 27 C), counted in cost points and shared between processes."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from domain.errors import RateLimited
from domain.viewer import Viewer
from persistence import quotas
from persistence.lean import LeanPool

WINDOW_S: Final = 300
# The spec counts requests; a request of ordinary size costs about this much.
POINTS_PER_REQUEST: Final = 50
GUEST: Final = 120
USER: Final = 900
ADMIN: Final = 1_200
# A process takes a twentieth of a bucket at a time, so most requests ask nobody.
LOTS: Final = 20
CALLERS_KEPT: Final = 10_000


@dataclass(slots=True)
class Lease:
    """Points a process may still spend for a caller, and what the bucket held when they were taken."""

    points: float = 0
    left: float = 0
    # Points that came back in a second when they were taken.
    rate: float = 0


@dataclass(frozen=True)
class Bucket:
    caller: str
    capacity: int

    @property
    def rate(self) -> float:
        """Points that come back in a second."""
        return self.capacity / WINDOW_S


def _caller(viewer: Viewer) -> str:
    return viewer.user_id or f"guest:{viewer.address}"


class Quotas:
    def __init__(self, pool: LeanPool, *, scale: int = 1) -> None:
        self._pool = pool
        self._scale = scale
        self._leases: OrderedDict[str, Lease] = OrderedDict()

    def bucket_of(self, viewer: Viewer) -> Bucket:
        requests = ADMIN if viewer.is_admin else USER if viewer.user_id else GUEST
        return Bucket(_caller(viewer), requests * POINTS_PER_REQUEST * self._scale)

    def spent(self, viewer: Viewer, cost: int) -> tuple[int, float] | None:
        """Pay for one operation out of what is leased, which is enough for most; None when it is not.

        Answers points remaining and points restored in a second.
        """
        cost = max(1, cost)
        lease = self._lease_of(_caller(viewer))
        if lease.points < cost:
            return None
        lease.points -= cost
        return round(lease.left + lease.points), lease.rate

    async def spend(self, viewer: Viewer, cost: int) -> tuple[int, float]:
        """The same, leasing more where that is needed.

        Raises RATE_LIMITED with `retryAfterSec` when the caller's bucket holds too few.
        """
        spent = self.spent(viewer, cost)
        while spent is None:
            lease, bucket = self._lease_of(_caller(viewer)), self.bucket_of(viewer)
            await self._renew(lease, bucket, max(1, cost))
            lease.rate = bucket.rate
            spent = self.spent(viewer, cost)
        return spent

    async def _renew(self, lease: Lease, bucket: Bucket, cost: int) -> None:
        missing = math.ceil(cost - lease.points)
        for lot in (max(missing, bucket.capacity // LOTS), missing):
            left = await quotas.lease(
                self._pool, bucket.caller, lot=lot, capacity=bucket.capacity, rate=bucket.rate
            )
            if left is not None:
                lease.points, lease.left = lease.points + lot, left
                return
        there = await quotas.available(self._pool, bucket.caller, capacity=bucket.capacity, rate=bucket.rate)
        wait = max(1, math.ceil((missing - there) / max(bucket.rate, 1.0)))
        raise RateLimited(
            "RATE_LIMITED",
            "Too many or too costly calls in a short time.",
            hint=f"Try again in {wait} seconds.",
            facts={"retryAfterSec": wait},
        )

    def _lease_of(self, caller: str) -> Lease:
        lease = self._leases.get(caller)
        if lease is None:
            lease = self._leases[caller] = Lease()
            if len(self._leases) > CALLERS_KEPT:
                self._leases.popitem(last=False)
        self._leases.move_to_end(caller)
        return lease
